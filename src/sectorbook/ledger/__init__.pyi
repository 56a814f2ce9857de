from .context import Context, load_context
from .readings import check_reading
from .report import Report, find_report, load_report, report_names
from .system import build_system
from .verification import Complaint, verify
from .workspace import Workspace, find_workspace, init_workspace, new_report

__all__ = [
    "Complaint",
    "Context",
    "Report",
    "Workspace",
    "build_system",
    "check_reading",
    "find_report",
    "find_workspace",
    "init_workspace",
    "load_context",
    "load_report",
    "new_report",
    "report_names",
    "verify",
]
