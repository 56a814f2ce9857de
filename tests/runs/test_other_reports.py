"""Reports beside the first: what their printed figures leave, by hand."""

import pytest

import sectorbook as sb


@pytest.fixture(scope="module")
def nepal() -> sb.Result:
    return sb.reconcile(sb.load_report("nepal-2022"))


def test_nepals_freelancers_export_what_the_companies_leave(nepal: sb.Result) -> None:
    # 515.4 less the companies' 201, both as printed; over 66,509 people, and of 515.4
    assert tuple(nepal.bounds.loc["freelancer_exports", ["low", "high"]]) == pytest.approx((314.4, 314.4))
    assert nepal.ratio("freelancer_exports", "freelancers", "USD/person/year").low == pytest.approx(314.4e6 / 66_509)
    assert nepal.ratio("freelancer_exports", "it_service_exports").low == pytest.approx(100 * 314.4 / 515.4)


def test_the_study_of_nepal_closes_within_rounding(nepal: sb.Result) -> None:
    # the printed mean times the printed count, taken from the total, is the companies' $201m: 4,723 x 66,509 = 314.1m
    assert round(515.4 - 4_723 * 66_509 / 1e6) == 201
    rounded = sb.reconcile(nepal.report, "all-rounded").ratio("freelancer_exports", "freelancers", "USD/person/year")
    assert rounded.low < 4_723 < rounded.high
    assert nepal.bounds.at["freelancers", "low"] == 14_728 + 51_781  # as another account splits them


def test_one_account_of_nepal_rounds_what_another_counts(nepal: sb.Result) -> None:
    fits = nepal.fits()
    assert fits.loc[["NP-03", "NP-04", "NP-06"], "verdict"].tolist() == ["fits"] * 3
    assert fits.at["NP-05", "by"] == 67_000 - 66_509
    rounded = sb.reconcile(nepal.report, "all-rounded").fits()
    assert not (rounded["verdict"] == "clashes").any()  # 66,500 to 67,500 people, $250m to $350m


def test_what_one_organization_counted_in_january_is_no_clash_with_november() -> None:
    result = sb.reconcile(sb.load_report("sco-2025"))
    fits = result.fits()
    assert not {"SCO-09", "SCO-10", "SCO-11"} & set(
        fits.index
    )  # 61 centres in January, 93 in September, 100 in November
    assert set(fits.index[fits["verdict"] == "clashes"]) == {"SCO-13"}  # 1,400 undated, over 1,500 in September
    readings = sb.result_tables.all_readings(result.report, "printed")
    text = sb.result_tables.answer_text(readings, result)
    assert text.startswith("**Yes, but not with every source.**")
    assert "1,400 (SCO-13)" in text


def test_a_letter_names_every_source_of_the_account() -> None:
    text = sb.questions.letter(sb.reconcile(sb.load_report("nepal-2022")))
    assert all(name in text for name in ("New Business Age", "I Love Mithila", "Onlinekhabar"))


def test_a_share_that_may_be_anything_is_not_drawn() -> None:
    rows = sb.earnings.range_rows(sb.reconcile(sb.load_report("nepal-2022")), "percent")
    assert list(rows["label"]) == ["Freelancers' share of exports"]


def test_a_whole_and_parts_without_room_make_no_plane() -> None:
    assert sb.wholes.drawable_wholes(sb.reconcile(sb.load_report("nepal-2022"))) == []
    assert len(sb.wholes.drawable_wholes(sb.reconcile(sb.load_report("gilgit-baltistan-2025")))) == 2
