from .engine import ForkedEngine
from .forks import Fork, ForkError, can_fork, start, wait

__all__ = ["Fork", "ForkError", "ForkedEngine", "can_fork", "start", "wait"]
