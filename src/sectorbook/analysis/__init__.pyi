from . import (
    check_text,
    conflict_tables,
    country,
    earnings,
    hosting,
    peers,
    questions,
    result_tables,
    scenarios,
    surveys,
    wholes,
)

__all__ = [
    "check_text",
    "conflict_tables",
    "country",
    "earnings",
    "hosting",
    "peers",
    "questions",
    "result_tables",
    "scenarios",
    "surveys",
    "wholes",
]
