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
    # 61 centres, 6,500 jobs and 1,600 freelancers in January, and what an undated page of those months says, are quotes
    assert list(result.fits().index) == ["SCO-07", "SCO-08"]
    assert not (result.fits()["verdict"] == "clashes").any()
    # of 100 centres counted to one, 17 parks and 76 hubs leave 7 others; a step of 100 would have left none
    widened = sb.reconcile(result.report, "all-rounded")
    assert tuple(widened.bounds.loc["it_centres", ["low", "high"]]) == (99.5, 100.5)


def test_a_letter_names_every_source_of_the_account() -> None:
    text = sb.questions.letter(sb.reconcile(sb.load_report("nepal-2022")))
    assert all(name in text for name in ("New Business Age", "I Love Mithila", "Onlinekhabar"))


def test_a_share_that_may_be_anything_is_not_drawn() -> None:
    rows = sb.earnings.range_rows(sb.reconcile(sb.load_report("nepal-2022")), "percent")
    assert list(rows["label"]) == ["Freelancers' share of exports"]


def test_a_whole_and_parts_without_room_make_no_plane() -> None:
    assert sb.wholes.drawable_wholes(sb.reconcile(sb.load_report("nepal-2022"))) == []
    assert len(sb.wholes.drawable_wholes(sb.reconcile(sb.load_report("gilgit-baltistan-2025")))) == 2
