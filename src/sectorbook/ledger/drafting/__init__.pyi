from .dialogue import Dialogue
from .documents import Details, Paragraph, details_given, plain_paragraphs, read_details, read_document
from .draft import Drafted, draft_report
from .review import Decision, Drafts, take_decisions, write_decisions

__all__ = [
    "Decision",
    "Details",
    "Dialogue",
    "Drafted",
    "Drafts",
    "Paragraph",
    "details_given",
    "draft_report",
    "plain_paragraphs",
    "read_details",
    "read_document",
    "take_decisions",
    "write_decisions",
]
