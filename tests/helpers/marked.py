"""Read the notes of a marked text."""

from bs4 import BeautifulSoup

from sectorsite.marking import Marker


def notes_by_number(marker: Marker, marked: str) -> dict[str, str]:
    """The note of each marked number, by the number as it is written."""
    notes = {
        note["id"]: " ".join(note.get_text(" ").split())
        for note in BeautifulSoup(marker.notes(), "html.parser").select("div")
    }
    buttons = BeautifulSoup(marked, "html.parser").select("button")
    return {button.get_text(): notes[button["popovertarget"]] for button in buttons}
