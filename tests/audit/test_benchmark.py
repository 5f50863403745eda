"""What the benchmark of the audit changes is found by its characters alone, and what is left is as it was."""

import random
from decimal import Decimal

from benchmarks.audit.changes import KINDS, Change, changes_of, count_of
from benchmarks.audit.noticed import Audited, outcome_of
from benchmarks.audit.printed import Place, Printed
from benchmarks.audit.ties import Ties
from etl.documents.model import Document, Paragraph, Table

ROWS = (
    ("科目编码", "科目名称", "合计", "基本支出"),
    ("", "合计", "130.00", "130.00"),
    ("207", "文化支出", "100.00", "100.00"),
    ("20701", "文化和旅游", "60.00", "60.00"),
    ("20702", "文物", "40.00", "40.00"),
    ("208", "社会保障支出", "30.00", "30.00"),
)


def document(*texts: str, rows: tuple[tuple[str, ...], ...] = ROWS) -> Document:
    blocks: list[Paragraph | Table] = [Paragraph(n, text) for n, text in enumerate(texts)]
    blocks.append(Table(len(texts), 0, rows))
    return Document("a.txt", "text", "0" * 64, 1, None, tuple(blocks))


def changes(given: Document, kind: str) -> list[Change]:
    return changes_of(Printed(given), random.Random(1), {kind: 100})  # noqa: S311 — test data, not a secret


def texts_after(given: Document, kind: str) -> set[str]:
    return {change.make(given).paragraphs[0].text for change in changes(given, kind)}


def test_every_kind_has_a_maker() -> None:
    assert set(count_of(Printed(document("单位：万元")))) == set(KINDS)


def test_codes_are_no_amounts() -> None:
    assert len(changes(document("单位：万元"), "cell_plus_one")) == 10


def test_tenth_keeps_the_printed_digits() -> None:
    assert texts_after(document("支出1,234.50万元。"), "prose_tenth") == {"支出1,357.95万元。"}


def test_comparison_in_a_sentence_of_its_own_is_changed_and_a_reason_is_not() -> None:
    given = document("支出决算为5.00万元。决算数小于预算数的主要原因是人数小于上年。")
    assert texts_after(given, "comparison") == {"支出决算为5.00万元。决算数大于预算数的主要原因是人数小于上年。"}


def test_item_is_left_out_with_its_amount_and_share_and_a_change_is_no_item() -> None:
    given = document("支出130.00万元，比上年增加10.00万元，其中：文化支出100.00万元，社会保障支出30.00万元，占23.08%。")
    assert texts_after(given, "item_left_out") == {
        "支出130.00万元，比上年增加10.00万元，其中：社会保障支出30.00万元，占23.08%。",
        "支出130.00万元，比上年增加10.00万元，其中：文化支出100.00万元。",
    }


def test_amount_without_another_beside_it_is_no_item_of_a_list() -> None:
    assert changes(document("2024年度，采购总额130.00万元，其中：货物支出130.00万元。"), "item_left_out") == []


def test_name_is_left_out_of_a_list_of_what_was_paid_only() -> None:
    given = document("人员经费30.00万元，主要包括：基本工资、奖金、住房公积金。")
    assert texts_after(given, "name_left_out") == {
        "人员经费30.00万元，主要包括：奖金、住房公积金。",
        "人员经费30.00万元，主要包括：基本工资、住房公积金。",
        "人员经费30.00万元，主要包括：基本工资、奖金。",
    }
    assert changes(document("公用经费包括办公费、水费、电费。"), "name_left_out") == []


def test_unit_line_is_that_above_a_form() -> None:
    assert texts_after(document("单位：万元"), "unit_line") == {"单位：元"}


def test_amounts_of_coded_rows_stand_one_row_too_low() -> None:
    given = document("单位：万元")
    (change,) = changes(given, "block_shifted")
    assert [row[2] for row in change.make(given).tables[0].rows[1:]] == ["130.00", "30.00", "100.00", "60.00", "40.00"]


def test_limit_has_nothing_to_contradict() -> None:
    (change,) = changes(document("其中单价50万元以上的设备比上年增加，合计100.00万元"), "prose_tenth")[:1]
    (limit,) = [
        one for one in changes(document("设备50万元以上，占比10%，增加。"), "prose_tenth") if one.place == "amount"
    ]
    assert not limit.depends
    assert change.kind == "prose_tenth"


FOUND = (("rule", "form", "row", "column", "left", "right", "1", "2"), False)
"""A finding, and that it isn't folded."""


def test_finding_that_stood_there_before_is_no_notice() -> None:
    before = Audited(findings=(FOUND,))
    other_numbers = Audited(findings=(((*FOUND[0][:6], "1", "3"), False),))
    assert outcome_of(before, before, depends=True).noticed is False
    assert outcome_of(before, other_numbers, depends=True).reason == "known"
    assert outcome_of(Audited(), before, depends=True).noticed is True


def test_folded_findings_are_counted_once() -> None:
    cause = (("form_unit", "form", "", "", "left", "right", "1", "0"), False)
    folded = [((*FOUND[0][:2], f"row {n}", *FOUND[0][3:]), True) for n in range(9)]
    outcome = outcome_of(Audited(), Audited(findings=(cause, *folded)), depends=True)
    assert (outcome.noticed, outcome.findings) == (True, 1)


def test_reasons_follow_from_the_evaluations() -> None:
    place = ("rule", 1, "row", "column", "left", "right")
    was = Audited(evaluations=((place, ("1", "2", None), "=", "pass"),), read="a")
    now = Audited(evaluations=((place, ("1", "3", None), "=", "pass"),), read="b")
    assert outcome_of(was, now, depends=True).reason == "rounding"
    assert outcome_of(was, was, depends=True).reason == "unread"
    assert outcome_of(was, Audited(read="b"), depends=True).reason == "gone"
    assert outcome_of(was, was, depends=False).reason == "free"


def tie(given: Document, row: int, column: int, after: str) -> str:
    """What a cell of the one table agrees with and the changed one doesn't."""
    printed = Printed(given)
    ((block, table),) = printed.tables
    return Ties(printed).of_cell(Place(block, row=row, column=column), Decimal(table.rows[row][column]), Decimal(after))


def prose_ties(text: str) -> dict[str, str]:
    """Of each number of a text that is a tenth more: what it agreed with."""
    return {
        change.what.split(" → ")[0]: change.tie
        for change in changes(document("单位：万元", text, rows=(("项目", "数"),)), "prose_tenth")
    }


def test_cell_is_tied_to_the_same_amount_elsewhere() -> None:
    assert tie(document("单位：万元", "文物支出40.00万元。"), 4, 2, "41.00").startswith("同一数额")


def test_cell_is_tied_to_the_sum_of_its_level() -> None:
    rows = tuple(row[:3] for row in ROWS)
    assert tie(document("单位：万元", rows=rows), 3, 2, "61.00") == "上下级之和"
    assert tie(document("单位：万元", rows=rows), 1, 2, "131.00") != ""


def test_zero_is_tied_where_a_sum_has_it() -> None:
    rows = (("项目", "数"), ("一、拨款", "30.00"), ("二、基金", "0.00"), ("合计", "30.00"))
    assert tie(document("单位：万元", rows=rows), 2, 1, "1.00") == "同列之和"
    assert tie(document("单位：万元", rows=(*rows[:3], ("其他", "7.00"))), 2, 1, "1.00") == ""


def test_change_within_the_printed_digits_contradicts_nothing() -> None:
    rows = (("项目", "数"), ("一、拨款", "0.31"), ("二、基金", "0.52"), ("合计", "0.84"))
    assert tie(document("单位：万元", rows=rows), 1, 1, "0.32") == ""
    assert tie(document("单位：万元", rows=rows), 1, 1, "0.41") == "同列之和"


def test_number_of_the_prose_is_tied_to_share_change_and_parts() -> None:
    tied = prose_ties(
        "支出80.00万元，比上年增加16.00万元，增长25.00%，其中基本支出60.00万元，占75.00%，项目支出20.00万元。"
    )
    assert all(tied.values())
    assert prose_ties("编制30人，其中行政10人、事业20人；离退休7人。") == {
        "30人": "数量和差", "10人": "数量和差", "20人": "数量和差", "7人": "",
    }  # fmt: skip


def test_rate_against_next_to_nothing_is_tied_to_nothing() -> None:
    assert prose_ties("预算0.01万元，决算52.37万元，完成预算的604312.44%。")["604312.44%"] == ""
