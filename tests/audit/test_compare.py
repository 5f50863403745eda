"""Findings of two drafts are told apart by what they are about, not by their numbers or their pages."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from pydantic import SecretStr

from etl.audit.audit import audit_files
from etl.audit.compare import compared
from etl.audit.output import as_counts, as_text
from etl.audit.previous import audit_previous
from etl.audit.result import Audit, Keys
from etl.settings import Settings
from tests.audit.test_output import finding
from tests.publication.made import expenditure, report, write


@pytest.fixture(scope="module")
def settings(server_url: str, home_with_rules: Path) -> Settings:
    return Settings(database_url=SecretStr(server_url), home=home_with_rules)


def test_same_issue_with_other_numbers_is_still_there() -> None:
    one = replace(finding("error"), issue_key="a", finding_key="1")
    result = compared(Audit((replace(one, finding_key="2"),), ()), Audit((one,), ()), "旧稿")
    assert [f.since for f in result.findings] == ["still"]
    assert result.gone == ()


def test_of_findings_that_share_a_key_one_more_is_new_and_one_less_is_gone() -> None:
    first, second = (replace(finding("error"), issue_key="a", finding_key=key) for key in "12")
    assert [f.since for f in compared(Audit((first, second), ()), Audit((second,), ()), "旧稿").findings] == [
        "new",
        "still",
    ]
    (gone,) = compared(Audit((second,), ()), Audit((first, second), ()), "旧稿").gone
    assert gone.finding_key == "1"


def test_consequence_that_has_become_a_finding_is_still_there() -> None:
    one, other = (replace(finding("error"), issue_key=key, finding_key=key) for key in "ab")
    cause = replace(one, folded=(Keys("b", "b"),))
    result = compared(Audit((other,), ()), Audit((cause,), ()), "旧稿")
    assert [f.since for f in result.findings] == ["still"]
    assert [f.issue_key for f in result.gone] == ["a"]


def test_finding_that_has_become_a_consequence_is_not_gone() -> None:
    one, other = (replace(finding("error"), issue_key=key, finding_key=key) for key in "ab")
    result = compared(Audit((replace(one, folded=(Keys("b", "c"),)),), ()), Audit((one, other), ()), "旧稿")
    assert [f.since for f in result.findings] == ["still"]
    assert result.gone == ()


def test_consequence_on_both_sides_stands_for_no_further_finding() -> None:
    one, other = (replace(finding("error"), issue_key=key, finding_key=key) for key in "ab")
    cause = replace(one, folded=(Keys("b", "b"),))
    result = compared(Audit((cause, other), ()), Audit((cause,), ()), "旧稿")
    assert [f.since for f in result.findings] == ["still", "new"]
    assert compared(Audit((cause,), ()), Audit((cause, other), ()), "旧稿").gone[0].issue_key == "b"


def test_outputs_say_what_is_gone_new_and_still_there() -> None:
    one, other = (replace(finding("error"), issue_key=key, message=key) for key in ("甲", "乙"))
    result = compared(Audit((one,), ()), Audit((other,), ()), "旧稿.pdf")
    assert "与 旧稿.pdf 相比：新增 1 处，仍在 0 处，已消除 1 处" in as_counts(result)
    assert "〔新增〕甲" in as_text(result)
    assert "〔已消除〕乙" in as_text(result)


@pytest.mark.parametrize("head", [True, False])
def test_draft_is_compared_with_the_one_before_whatever_its_head(
    head: bool, settings: Settings, tmp_path: Path
) -> None:
    wrong = expenditure().replace("\t100.00\t60.00\t40.00", "\t101.00\t60.00\t40.00", 1)
    other = expenditure().replace("2140101\t行政运行\t60.00\t60.00", "2140101\t行政运行\t62.00\t60.00")
    (old,) = write(tmp_path, {"初稿.txt": report(wrong) if head else wrong})
    (new,) = write(tmp_path, {"二稿.txt": report(other)})
    audit, _ = audit_files([new], settings)
    result = compared(audit, audit_previous(str(old), audit, settings, str), "初稿.txt")
    assert {f.since for f in result.findings} == {"new"}
    assert {f.row for f in result.gone} == {"合计"}
    same = compared(audit, audit_previous(str(new), audit, settings, str), "二稿.txt")
    assert {f.since for f in same.findings} == {"still"}
    assert same.gone == ()
