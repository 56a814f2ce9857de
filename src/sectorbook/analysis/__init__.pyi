from . import (
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
