"""Reports beside the first: what their printed figures leave, by hand."""

import pytest

import sectorbook as sb


def test_nepals_companies_export_what_freelancers_leave() -> None:
    result = sb.reconcile(sb.load_report("nepal-2022"))
    low, high = result.bounds.loc["company_exports", ["low", "high"]]
    assert (low, high) == pytest.approx((515.4 - 300, 515.4 - 300))
    ratio = result.ratio("freelancer_exports", "freelancers", "USD/person/year")
    assert (ratio.low, ratio.high) == pytest.approx((300e6 / 67_000,) * 2)


def test_nepals_freelancers_are_more_than_all_its_professionals() -> None:
    fits = sb.reconcile(sb.load_report("nepal-2022")).fits()
    assert fits.at["NP-06", "verdict"] == "clashes"
    assert fits.at["NP-06", "by"] == 67_000 - 66_509


def test_one_organizations_releases_clash() -> None:
    result = sb.reconcile(sb.load_report("sco-2025"))
    fits = result.fits()
    assert set(fits.index[fits["verdict"] == "clashes"]) == {"SCO-09", "SCO-11", "SCO-13"}
    readings = sb.result_tables.all_readings(result.report, "printed")
    text = sb.result_tables.answer_text(readings, result)
    assert text.startswith("**Yes, but not with every source.**")
    assert "6500 (SCO-09)" in text


def test_a_letter_names_every_source_of_the_account() -> None:
    text = sb.questions.letter(sb.reconcile(sb.load_report("nepal-2022")))
    assert all(name in text for name in ("New Business Age", "Nepal Energy Forum", "Onlinekhabar"))


def test_a_share_that_may_be_anything_is_not_drawn() -> None:
    rows = sb.earnings.range_rows(sb.reconcile(sb.load_report("nepal-2022")), "percent")
    assert list(rows["label"]) == ["Freelancers' share of exports"]


def test_a_whole_and_parts_without_room_make_no_plane() -> None:
    assert sb.wholes.drawable_wholes(sb.reconcile(sb.load_report("nepal-2022"))) == []
    assert len(sb.wholes.drawable_wholes(sb.reconcile(sb.load_report("gilgit-baltistan-2025")))) == 2
