from .explorer import Explorer, explore
from .state import State

__all__ = ["Explorer", "State", "explore"]
