"""The engine under the name that Python code imports it by.

papermill loads the engines of its entry points while it is imported itself. Were the class defined here, importing this
module before papermill would import papermill, which would look for the class in this half-imported module.
"""

import papermill  # noqa: F401

from papermill_forked.execution import ForkedEngine as ForkedEngine
