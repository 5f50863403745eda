"""Made-up reports: the same seed gives the same files, and the loader understands all of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from etl.pipeline import read_report
from samples.maker.synth import agency_name, orders, write_reports, years_of


def test_same_seed_same_files_and_more_reports_do_not_change_the_first(tmp_path: Path) -> None:
    few = list(write_reports(tmp_path / "few", reports=3, years=[2023, 2024], seed=7))
    more = list(write_reports(tmp_path / "more", reports=5, years=[2023, 2024], seed=7))
    assert [p.read_bytes() for p in few] == [p.read_bytes() for p in more[:3]]
    other = list(write_reports(tmp_path / "other", reports=1, years=[2023, 2024], seed=8))
    assert other[0].read_bytes() != few[0].read_bytes()


def test_each_report_is_of_the_agency_year_and_kind_ordered(tmp_path: Path) -> None:
    wanted = list(orders(4, [2023, 2024], 7))
    for order, path in zip(wanted, write_reports(tmp_path, reports=4, years=[2023, 2024], seed=7), strict=True):
        head = read_report(path).interpretation.head
        assert (head.agency, head.fiscal_year, head.kind) == (order.agency, order.year, order.kind)


def test_agencies_have_names_of_their_own() -> None:
    total = 6 * 12 * 16 * 2 * 24
    assert len({agency_name(n) for n in range(total + 50)}) == total + 50


def test_years_are_read_as_written() -> None:
    assert years_of("2021-2023") == (2021, 2022, 2023)
    assert years_of("2020, 2023") == (2020, 2023)
    for wrong in ("", "abc", "2024-2021", "21"):
        with pytest.raises(ValueError, match=r".*"):
            years_of(wrong)
