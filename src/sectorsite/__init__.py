"""The site: what a workspace holds, as pages for people who only read."""

import sphinx as sphinx  # before all else, so that where it is missing the error names the extra that brings it
