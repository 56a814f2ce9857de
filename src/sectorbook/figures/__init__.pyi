from . import alt_text, charts

__all__ = [
    "alt_text",
    "charts",
]
