from . import alt_text, charts
from .profiles import Profile, load_profile, parse_profiles, profile_names
from .publish import FigureSettings, configure_figures
from .sidecar import load_sidecars

__all__ = [
    "FigureSettings",
    "Profile",
    "alt_text",
    "charts",
    "configure_figures",
    "load_profile",
    "load_sidecars",
    "parse_profiles",
    "profile_names",
]
