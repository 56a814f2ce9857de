from .verify import Complaint, verify

__all__ = ["Complaint", "verify"]
