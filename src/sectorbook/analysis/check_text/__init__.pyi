from .verdicts import CheckedNumber, check_text

__all__ = ["CheckedNumber", "check_text"]
