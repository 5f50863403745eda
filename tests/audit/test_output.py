from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal

from etl.audit.output import as_csv, as_json, as_text
from etl.audit.result import Audit, Coverage, Doubtful, Finding, Statements, Uncompared


def finding(severity: str) -> Finding:
    return Finding(
        rule="total_of_rows",
        severity=severity,
        file="a.txt",
        page=3,
        statement="支出决算表",
        row="合计",
        column="本年支出合计",
        left=Decimal("100.10"),
        right=Decimal("99"),
        difference=Decimal("1.10"),
        tolerance=Decimal("0.02"),
        message="合计为100.10万元，最上级2行之和为99万元",
    )


COVERAGE = (
    Coverage("total_of_rows", 3, 2, 1, 0, ()),
    Coverage("prose_share", 0, 0, 0, 1, ("前提不具备：同句述及金额",)),
)


def test_amounts_reach_json_in_their_own_digits() -> None:
    text = as_json(Audit((finding("error"),), COVERAGE))
    assert '"left": 100.10' in text
    assert set(json.loads(text)["findings"][0]) == {
        "rule", "severity", "file", "page", "statement", "row", "column", "left", "right", "difference", "tolerance", "message",
        "rule_zh", "issue_key", "consequences", "finding_key", "unit", "document", "table_index", "row_index", "column_index", "sentence",
        "since", "state", "note", "settled_by", "settled_on", "shares_key",
    }  # fmt: skip


def test_gravest_finding_sets_the_exit_code() -> None:
    assert Audit((finding("notice"), finding("error"), finding("warning")), ()).exit_code == 4
    assert Audit((finding("warning"),), ()).exit_code == 3
    assert Audit((finding("notice"),), ()).exit_code == 0


def test_rule_that_looked_at_nothing_is_no_pass() -> None:
    text = as_text(Audit((), COVERAGE))
    assert "prose_share: 核对 0，不符 0；未核对 1：前提不具备：同句述及金额" in text


def test_file_that_cannot_be_read_is_told_where_the_findings_are() -> None:
    """Without it, an audit of nothing would say that nothing contradicts."""
    audit, unread = Audit((), COVERAGE), ["scan.pdf: no text"]
    assert "未能读取：scan.pdf: no text" in as_text(audit, unread)
    assert "未发现不符\n" not in as_text(audit, unread)
    assert json.loads(as_json(audit, unread))["unread"] == unread
    assert "scan.pdf: no text" in as_csv(audit, unread)


def test_consequences_of_a_cause_are_counted_not_listed() -> None:
    audit = Audit((replace(finding("error"), rule_zh="表的金额单位无误", consequences=("一", "二")),), COVERAGE)
    assert "由此而来的不符另有 2 处" in as_text(audit)
    assert "[表的金额单位无误]" in as_text(audit)
    assert json.loads(as_json(audit))["findings"][0]["consequences"] == ["一", "二"]


def test_csv_has_a_line_for_each_finding() -> None:
    assert len(as_csv(Audit((finding("error"), finding("notice")), ())).splitlines()) == 3


def test_figures_that_a_scan_may_have_misread_are_told_apart_from_the_report_s_own_faults() -> None:
    audit = Audit((), COVERAGE, (Doubtful("scan.pdf", "page 3, 收入决算表, row 5, column 2", "a sum is broken: 8.00"),))
    assert "识别存疑 1 处" in as_text(audit)
    assert "scan.pdf page 3, 收入决算表, row 5, column 2" in as_text(audit)
    assert json.loads(as_json(audit))["doubtful"][0]["file"] == "scan.pdf"
    assert audit.exit_code == 0


def test_what_the_reader_left_out_is_told() -> None:
    """A report half of which can't be read isn't one without findings."""
    audit = Audit((), COVERAGE, assumed=("a.pdf：没有写明年度",), warnings=(("a.pdf", "page 3 can't be read"),))
    assert "a.pdf: page 3 can't be read" in as_text(audit)
    assert as_text(audit).startswith("a.pdf：没有写明年度\n")
    assert json.loads(as_json(audit))["warnings"] == ["a.pdf: page 3 can't be read"]


def test_what_a_person_said_is_told_and_what_is_explained_fails_nothing() -> None:
    one = replace(
        finding("error"),
        issue_key="a" * 16,
        state="explained",
        note="口径不同",
        settled_by="张三",
        settled_on="2026-01-02",
    )
    audit = Audit((one,), COVERAGE)
    assert "已说明，张三，2026-01-02：口径不同" in as_text(audit)
    assert f"问题键 {'a' * 16}" in as_text(audit)
    assert audit.exit_code == 0
    assert Audit((replace(one, state="accepted"),), ()).exit_code == 4


def test_what_of_the_printed_numbers_was_compared_is_told() -> None:
    audit = Audit(
        (),
        COVERAGE,
        statements=(
            Statements("a.txt", "表中", "金额", 100, 90, (("没有与之比较的数", 10),)),
            Statements("a.txt", "文字", "比较词", 4, 4),
        ),
        uncompared=(Uncompared("a.txt", 2, "其他重要事项", "国有资产金额：5.00万元", "没有与之比较的数"),),
    )
    text = as_text(audit)
    assert "逐数核对 a.txt：所印数字和比较词 94/104（90.4%） 与他数核对过" in text
    assert "  表中金额: 90/100；未核对：没有与之比较的数 10" in text
    told = json.loads(as_json(audit))
    assert told["statements"][0]["reasons"] == [{"reason": "没有与之比较的数", "count": 10}]
    assert told["uncompared"][0]["said"] == "国有资产金额：5.00万元"
