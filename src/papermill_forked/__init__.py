"""A papermill engine that runs each notebook in a fork of a warm process, instead of in a kernel started for it.

It knows papermill, nbclient and ipykernel, and imports nothing of the packages beside it. Begin with `execution`, which
is the engine, then `forks` and `forkserver`, which call any function in a fork, and `kernel`. `__init__.pyi` lists the
public names; a name's module is loaded when it is first used.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
