"""Titles as agencies print them, from 2012 to 2026, by themselves and inside documents: agency, year, kind and scope."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from etl.documents.model import Document
from etl.errors import NotAReportError
from etl.statements.head import read_head
from etl.statements.head.names import bare, second_name
from etl.statements.head.title import read_title
from tests.statements.head.titles import CARRIERS, Case, above_a_form, in_a_sentence, read_cases

CASES = read_cases()
CAUSES = {
    "government": "whole government.*政府.*--agency",
    "insurance": "insurance fund.*保险基金.*--agency",
    "two": "two reports.*--year.*--kind",
}
MISSING = {
    "agency": "no agency.*--agency",
    "year": "no (?:year|title with a year).*--year",
    "kind": "no (?:kind|title).*--kind",
}


def test_table_has_titles_of_all_kinds_of_places_and_years() -> None:
    assert len(CASES) >= 400
    assert len({case.seen_in for case in CASES if case.seen_in}) >= 25
    assert {case.year for case in CASES} >= set(range(2012, 2027))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.title)
def test_title_says_agency_year_kind_and_scope(case: Case) -> None:
    title = read_title(case.title)
    assert title is not None
    if case.refused:
        assert {"government": title.government, "insurance": title.fund, "two": title.of_two}[case.refused]
        assert case.refused == "two" or not title.agency
        return
    agency, _ = second_name(bare(title.agency))
    assert (agency, title.year, title.kind, title.scope) == (case.agency, case.year, case.kind, case.scope)
    assert not title.of_no_agency
    assert not (case.agency and title.residue)


@pytest.mark.parametrize("carry", CARRIERS, ids=lambda carry: carry.__name__)
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.title)
def test_document_that_bears_the_title_has_its_head(case: Case, carry: Callable[[Case], Document]) -> None:
    if case.whole:
        head = read_head(carry(case), [])
        scope = case.scope or "department"
        assert (head.agency, head.fiscal_year, head.kind, head.scope) == (case.agency, case.year, case.kind, scope)
    elif carry not in (in_a_sentence, above_a_form):  # these print nothing of the title itself
        cause = CAUSES.get(case.refused) or MISSING[next(name for name in MISSING if not getattr(case, name))]
        with pytest.raises(NotAReportError, match=cause):
            read_head(carry(case), [])


@pytest.mark.parametrize(
    "text",
    [
        "2023年度收入总计310.00万元，支出总计310.00万元。",
        "2022年9月10日",
        "第一部分 部门概况",
        "单位：万元",
        "2023年“三公”经费",
        "本部门包括局机关本级和所属事业单位",
    ],
)
def test_line_without_kind_and_year_or_with_a_sentence_is_no_title_with_an_agency(text: str) -> None:
    title = read_title(text)
    assert title is None or not (title.agency or title.kind)


@pytest.mark.parametrize(
    ("text", "marks"),
    [
        ("青湾市档案局2023年度部门决算（更正）", ("correction",)),
        ("青湾市档案局2023年度部门决算（修订稿）", ("revision",)),
        ("青湾市档案局2023年度部门决算补充公开", ("supplement",)),
        ("青湾市档案局2023年度部门决算（征求意见稿）", ("draft",)),
        ("青湾市档案局2023年度部门决算（测试）", ("test",)),
        ("青湾市档案局2023年度部门决算（作废）", ("withdrawn",)),
        ("青湾市档案局2023年部门预算（草案）", ("proposal",)),
        ("青湾市档案局2023年度部门决算", ()),
    ],
)
def test_words_of_versions_stay_on_the_title(text: str, marks: tuple[str, ...]) -> None:
    title = read_title(text)
    assert title is not None
    assert title.marks == marks
