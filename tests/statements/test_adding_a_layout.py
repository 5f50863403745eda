"""The worked example of docs/adding-a-layout.md holds: its draft is what the command writes, its entry reads its table."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from etl.cli import app
from etl.statements.catalogue_entries import CATALOGUE, load_catalogue
from etl.statements.draft_entry import draft_layout
from etl.words.data import load_yaml
from tests.statements.test_draft_entry import published

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "adding-a-layout.md").read_text(encoding="utf-8")


def block(name: str) -> str:
    """The fenced block of that name."""
    found = re.search(rf"^```\w+ {re.escape(name)}\n(.*?)^```$", PAGE, re.M | re.S)
    assert found is not None, name
    return found[1]


def test_draft_is_what_the_command_writes() -> None:
    document = published(block("report.txt"), cover="")
    assert draft_layout(document, 1, key="it_spending").text == block("draft")


def test_entry_reads_the_table_as_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "report.txt").write_text(block("report.txt"), encoding="utf-8")
    (tmp_path / "it_spending.yaml").write_text(block("it_spending.yaml"), encoding="utf-8")
    assert (
        "table 1 is not in the catalogue" in CliRunner().invoke(app, ["inspect", str(tmp_path / "report.txt")]).output
    )
    monkeypatch.setenv("GONGKAI_CATALOGUE", str(tmp_path))
    load_catalogue.cache_clear()
    try:
        shown = CliRunner().invoke(app, ["inspect", str(tmp_path / "report.txt")]).output
    finally:
        load_catalogue.cache_clear()
    printed = [line.split() for line in shown.splitlines()]
    assert all(line.split() in printed for line in block("inspect").splitlines())
    assert "columns without a measure" not in shown


def test_every_key_that_an_entry_uses_is_explained() -> None:
    sections = re.split(r"^#+ ", PAGE, flags=re.M)
    listed = {section.partition("\n")[0]: set(re.findall(r"^\| `(\w+)` \|", section, re.M)) for section in sections}
    for path in CATALOGUE.glob("*.yaml"):
        data = load_yaml(path.read_text(encoding="utf-8"))
        if path.name == "shared.yaml":
            columns = [rule for rules in data["columns"].values() for rule in rules]
            lines = [rule for rules in data["lines"].values() for rule in rules]
        else:
            assert set(data) <= listed["The keys of an entry"], path.name
            columns, lines = data.get("columns", []), data.get("lines", [])
        assert {key for rule in columns for key in rule} <= listed["Columns"], path.name
        assert {key for rule in lines for key in rule} <= listed["Lines"], path.name
