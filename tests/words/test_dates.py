"""Dates and years as pages, notices and titles print them."""

from __future__ import annotations

from datetime import date

import pytest

from etl.documents.model import Document, Paragraph
from etl.statements.head.places import read_published
from etl.words.dates import date_at, is_date, year_of


@pytest.mark.parametrize(
    ("printed", "day"),
    [
        ("2024-08-30", date(2024, 8, 30)),
        ("2024/8/3 10:22", date(2024, 8, 3)),
        ("2024.12.1", date(2024, 12, 1)),
        ("2024年8月30日发布", date(2024, 8, 30)),
        ("二〇二四年八月三十日", date(2024, 8, 30)),
        ("二○二四年十二月三十一日", date(2024, 12, 31)),
        ("二零二四年十月廿一日", date(2024, 10, 21)),
    ],
)
def test_date_is_read_as_printed(printed: str, day: date) -> None:
    assert date_at(printed) == day


@pytest.mark.parametrize(
    "text", ["", "2024年度", "2024-13-01", "2024年2月30日", "二〇二四年八月", "于2024-08-30", "1998-01-01"]
)
def test_what_is_no_date_is_none(text: str) -> None:
    assert date_at(text) is None


@pytest.mark.parametrize("year", ["2023", "二〇二三", "二○二三", "二零二三", "二0二三"])
def test_year_in_digits_or_numerals(year: str) -> None:
    assert year_of(year) == 2023


@pytest.mark.parametrize(
    "line", ["发布时间：2024-8-30", "【发布日期】二〇二四年八月三十日", "发布时间：2024年8月30日 来源：本局"]
)
def test_day_of_publication_is_read_by_the_same_reader(line: str) -> None:
    assert read_published(Document("a.txt", "text", "", 0, None, (Paragraph(0, line),))) == "2024-08-30"


@pytest.mark.parametrize("text", ["2024年8月30日", "二〇二四年八月三十日", "2024-08-30"])
def test_date_alone_is_a_date(text: str) -> None:
    assert is_date(text)
    assert not is_date(text + "发布")
