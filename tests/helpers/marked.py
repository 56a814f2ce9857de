"""Read what the numbers of a marked text tell."""

from __future__ import annotations

from bs4 import BeautifulSoup

from sectorsite.marking import Marker


def told(marker: Marker, marked: str) -> dict[str, str]:
    """By its words, what each marked number tells."""
    notes = {
        note["id"]: " ".join(note.get_text(" ").split())
        for note in BeautifulSoup(marker.notes(), "html.parser").select("div")
    }
    buttons = BeautifulSoup(marked, "html.parser").select("button")
    return {button.get_text(): notes[button["popovertarget"]] for button in buttons}
