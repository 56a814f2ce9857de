from .drawing import CHECKS, check_drawing
from .files import check_file
from .rendered import RenderedFigure

__all__ = [
    "CHECKS",
    "RenderedFigure",
    "check_drawing",
    "check_file",
]
