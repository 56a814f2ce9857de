"""Start the command `sectorbook`, or say in one line that there is not even the memory to load it."""

import os
import sys

from sectorbook.errors import SectorbookError
from sectorbook.shortages import TO_START, explain_shortage, require_memory


def main() -> None:
    """Run the command line."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # each thread takes memory at once, and none has much to do
    try:
        require_memory(TO_START, "the command")
        from sectorbook.cli import main as command
    except SectorbookError as error:
        sys.exit(f"sectorbook: {error}")
    except (ImportError, MemoryError) as error:
        if not (shortage := explain_shortage(error)):
            raise
        sys.exit(f"sectorbook: {shortage}")
    command()


if __name__ == "__main__":
    main()
