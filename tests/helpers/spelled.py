"""Numbers written as people write them: in words, and with the groups of digits of two parts of the world."""

from __future__ import annotations

BELOW_TEN = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
TEENS = ["thir", "four", "fif", "six", "seven", "eigh", "nine"]
SMALL = [*BELOW_TEN, "ten", "eleven", "twelve", *(f"{stem}teen" for stem in TEENS)]
TENS = ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
WESTERN = ((10**12, "trillion"), (10**9, "billion"), (10**6, "million"), (1000, "thousand"))
SOUTH_ASIAN = ((10**7, "crore"), (10**5, "lakh"), (1000, "thousand"))


def in_words(number: int, magnitudes: tuple[tuple[int, str], ...] = WESTERN) -> str:
    """A number from 0 up in English words: 1205 is "one thousand two hundred and five"."""
    words = []
    for magnitude, name in magnitudes:
        if number >= magnitude:
            words.append(f"{in_words(number // magnitude, magnitudes)} {name}")
            number %= magnitude
    if number >= 100:
        words.append(f"{SMALL[number // 100]} hundred")
        number %= 100
        if number:
            words.append("and")
    if number or not words:
        words.append(_below_hundred(number))
    return " ".join(words)


def _below_hundred(number: int) -> str:
    if number < 20:
        return SMALL[number]
    tens, unit = divmod(number, 10)
    return f"{TENS[tens]}-{SMALL[unit]}" if unit else TENS[tens]


def in_lakhs(number: int) -> str:
    """A number with South Asian groups: 1000000 is "10,00,000"."""
    digits = str(number)
    head, tail = digits[:-3], digits[-3:]
    groups = []
    while head:
        groups.insert(0, head[-2:])
        head = head[:-2]
    return ",".join([*groups, tail])
