"""What a printed percentage can be, by counting, and what a sample would say, in exact fractions."""

from fractions import Fraction
from math import comb

import pytest

from sectorbook.analysis import surveys


def test_counts_are_those_that_round_half_up() -> None:
    found = surveys.counts(88, 120)
    wanted = [(n, k) for n in range(1, 121) for k in range(n + 1) if int(Fraction(100 * k, n) + Fraction(1, 2)) == 88]
    assert list(zip(found["n"], found["k"], strict=True)) == wanted
    assert (found["n"].iloc[0], found["k"].iloc[0]) == (8, 7)


def test_any_step_and_any_numbers_of_answers_can_be_asked_for() -> None:
    found = surveys.counts("12.5", most=80, least=70, step="0.1")
    # 9 of 72 are 12.5%, 10 of 80 too; 9 of 71 are 12.68%, 9 of 73 are 12.33%
    assert found[["n", "k"]].to_numpy().tolist() == [[72, 9], [80, 10]]
    assert (found["low"].iloc[0], found["high"].iloc[0]) == (12.45, 12.55)


def test_shares_of_one_number_of_answers_are_held_together() -> None:
    # of 32: 3 are 9.4%, 5 are 15.6%, 23 are 71.9%; of 39 only 28 are 71.8%
    table = surveys.sizes_table([9, 16, 72], [32, 39, 200])
    assert table.loc[32].tolist() == ["3", "5", "23", True]
    assert table.loc[39].tolist() == ["", "", "28", False]
    assert table.loc[200].tolist() == ["17–18", "31–32", "143–144", True]


def test_numbers_of_answers_without_a_count_are_told() -> None:
    sentence = surveys.counts_sentence(surveys.counts(88, 20), 20)
    assert "If it is a rounded value" in sentence
    assert "7 of 8" in sentence
    assert "With 9, 10, 11, 12, 13, 14, 15, 18, 19 and 20 no count does." in sentence


def tails(k: int, answered: int, firms: int, whole: int) -> tuple[Fraction, Fraction]:
    """The chance of at least, and of at most, k among those drawn; exact."""

    def chance(of: int) -> Fraction:
        return Fraction(comb(whole, of) * comb(firms - whole, answered - of), comb(firms, answered))

    return sum(map(chance, range(k, answered + 1)), Fraction(0)), sum(map(chance, range(k + 1)), Fraction(0))


@pytest.mark.parametrize(("answered", "firms"), [(8, 100), (50, 100), (50, 120), (25, 300), (100, 100)])
def test_a_share_of_all_firms_is_what_neither_tail_rejects(answered: int, firms: int) -> None:
    found = surveys.counts(88)
    kept = [
        whole
        for k in found.loc[found["n"] == answered, "k"]
        for whole in range(firms + 1)
        if min(tails(int(k), answered, firms, whole)) > Fraction(25, 1000)
    ]
    share = surveys.share_interval(found, answered, firms)
    assert share is not None
    assert (share.low, share.high) == pytest.approx((100 * min(kept) / firms, 100 * max(kept) / firms))


def test_nothing_is_said_where_no_count_rounds_or_fewer_firms_are() -> None:
    found = surveys.counts(88)
    assert surveys.share_interval(found, 9, 100) is None
    assert surveys.share_interval(found, 104, 100) is None
    assert "8 or 16" in surveys.size_problem(found, 9)
    assert surveys.size_problem(found, 16) == ""
