"""`gongkai audit` as a person runs it: what is written, what is printed, how it ends."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner, Result

from etl.cli import app
from etl.loading.sources import sha256_of
from samples.maker.synth import orders, write_order
from tests.publication.made import expenditure, report, write

SAMPLE = Path(__file__).resolve().parents[2] / "samples" / "chengzhong-2024-final-account.txt"


@pytest.fixture(autouse=True)
def _server(server_url: str, home_with_rules: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GONGKAI_DATABASE_URL", server_url)
    monkeypatch.setenv("GONGKAI_HOME", str(home_with_rules))
    monkeypatch.chdir(tmp_path)


def audit(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, ["audit", *map(str, arguments)])


def changed(folder: Path) -> Path:
    """A report one of whose sums doesn't hold."""
    path = folder / "报告.txt"
    text = SAMPLE.read_text(encoding="utf-8")
    assert "456.50" in text
    path.write_text(text.replace("456.50", "457.50", 1), encoding="utf-8")
    return path


def test_end_of_the_file_says_what_is_written(tmp_path: Path) -> None:
    path = changed(tmp_path)
    for name in ("a.html", "a.xlsx", "a.json", "a.csv"):
        result = audit(path, "-o", name)
        assert result.exit_code == 4
        assert "错误" in result.stdout
        assert result.stdout.endswith(f"{name}\n")
    found = json.loads(Path("a.json").read_text(encoding="utf-8"))["findings"]
    assert found
    assert all(one["document"] == path.name for one in found)
    assert any(one["table_index"] is not None and one["column_index"] is not None for one in found)
    assert load_workbook("a.xlsx")["问题清单"].max_row == len(found) + 1
    assert len(list(csv.reader(Path("a.csv").read_text(encoding="utf-8-sig").splitlines()))) == len(found) + 1
    html = Path("a.html").read_text(encoding="utf-8")
    assert html.count('<li id="f') == len(found)
    assert 'class="here"' in html


def test_page_of_a_pdf_is_shown_with_the_cell_marked(tmp_path: Path) -> None:
    """By a rule that compares: its unit is that of the form."""
    (order,) = [one for one in orders(2, [2023], seed=3) if one.kind == "final_account"]
    path = write_order(order, tmp_path, "pdf")
    assert audit(path, "--year", "2022", "-o", "a.html").exit_code in (3, 4)
    html = Path("a.html").read_text(encoding="utf-8")
    assert "data:image/webp;base64," in html
    assert '<rect class="mark' in html


def test_what_it_prints_names_rules_in_chinese(tmp_path: Path) -> None:
    told = audit(changed(tmp_path)).stdout
    assert "合计" in told
    assert "total_of_rows" not in told
    assert "prose_" not in told


def test_file_of_no_known_end_is_refused_before_anything_is_done(tmp_path: Path) -> None:
    result = audit(changed(tmp_path), "-o", "a.pdf")
    assert result.exit_code == 6 or "its end" in str(result.exception)
    assert not Path("a.pdf").exists()


def test_version_that_is_loaded_is_what_it_is_compared_with(
    database: str, home_with_rules: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An older one too, from its original."""
    monkeypatch.setenv("GONGKAI_DATABASE_URL", database)
    wrong = expenditure().replace("\t100.00\t60.00\t40.00", "\t101.00\t60.00\t40.00", 1)
    (old,) = write(tmp_path, {"旧/决算.txt": report(wrong)})
    (new,) = write(tmp_path, {"新/决算.txt": report(expenditure(50), below_title="（更正）")})
    for path in (old, new):
        assert CliRunner().invoke(app, ["load", str(path)]).exit_code == 0
    sha256 = sha256_of(old)
    assert sha256 is not None
    told = audit(new, "--against", sha256[:12]).stdout
    assert "已消除" in told
    assert "101" in told[told.index("相比") :]
    unknown = audit(new, "--against", "没有的.pdf").exception
    assert "no such agency" in str(unknown)
    # By its agency, its folder or its file: the version that holds, of the year and kind of what is audited.
    (draft,) = write(tmp_path, {"三稿.txt": report(wrong)})
    for name in ("渡口", "新", str(new)):
        told = audit(draft, "--against", name).stdout
        assert f"与 {name} 相比：新增 1 处，仍在 0 处，已消除 0 处" in told, name
