"""A draft that doesn't say whose it is is audited under the name of its file."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import SecretStr

from etl.audit.audit import audit_files
from etl.settings import Settings
from tests.publication.made import expenditure, revenue, write


@pytest.fixture(scope="module")
def settings(server_url: str, home_with_rules: Path) -> Settings:
    return Settings(database_url=SecretStr(server_url), home=home_with_rules)


WRONG = expenditure().replace("\t100.00\t60.00\t40.00", "\t101.00\t60.00\t40.00", 1)


@pytest.mark.parametrize("above", ["", "XX局\n2023年度部门决算\n\n", "某单位\n20XX年度部门决算\n\n"])
def test_draft_is_audited_under_the_name_of_its_file(above: str, settings: Settings, tmp_path: Path) -> None:
    files = write(tmp_path, {"送审稿.txt": above + WRONG})
    audit, loaded = audit_files(files, settings)
    assert not {one.status for one in loaded} & {"failed", "waiting"}
    assert {finding.rule for finding in audit.findings} >= {"row_parts"}
    (said,) = audit.assumed
    assert said.startswith("送审稿.txt：没有写明")


def test_files_of_one_draft_are_one_report(settings: Settings, tmp_path: Path) -> None:
    """What one prints is compared with what the other says."""
    told = "一、支出决算情况说明\n2023年度本年支出合计170.00万元，其中：基本支出60.00万元；项目支出110.00万元。"
    files = write(tmp_path, {"1.txt": revenue(100), "2.txt": expenditure(40), "3.txt": told})
    audit, loaded = audit_files(files, settings)
    assert "failed" not in {one.status for one in loaded}
    assert len(audit.assumed) == 1
    assert all(name in audit.assumed[0] for name in ("1.txt", "2.txt", "3.txt"))
    assert {finding.rule for finding in audit.findings} >= {"prose_amount_in_forms"}


def test_two_drafts_of_one_folder_are_two_reports(settings: Settings, tmp_path: Path) -> None:
    files = write(tmp_path, {"甲.txt": WRONG, "乙.txt": expenditure(50).replace("\t110.00", "\t111.00", 1)})
    audit, _ = audit_files(files, settings)
    assert len(audit.assumed) == 2
    assert {finding.file for finding in audit.findings} == {"甲.txt", "乙.txt"}


def test_what_cannot_be_read_stays_so(settings: Settings, tmp_path: Path) -> None:
    files = write(tmp_path, {"坏.txt": "没有表也没有数。"})
    audit, loaded = audit_files(files, settings)
    assert [one.status for one in loaded] == ["failed"]
    assert audit.assumed == ()
