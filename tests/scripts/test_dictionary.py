"""The data dictionary repeats the models and the marts, whole and in both languages."""

from __future__ import annotations

import re

from etl.warehouse.project.described import described_marts
from models import metadata
from scripts.dictionary import PAGE, dictionary


def test_page_repeats_the_descriptions() -> None:
    assert PAGE.read_text(encoding="utf-8") == dictionary(), "run python -m scripts.dictionary"


def test_every_table_has_a_section() -> None:
    sections = set(re.findall(r"^## (\w+\.\w+)$", dictionary(), re.MULTILINE))
    assert sections == {f"marts.{mart.name}" for mart in described_marts()} | set(metadata.tables)


def test_every_column_is_described() -> None:
    rows = [line.strip("| ").split(" | ") for line in dictionary().splitlines() if line.startswith("| `")]
    assert [row for row in rows if len(row) != 4 or not row[3].strip()] == []


def test_links_of_the_contents_lead_to_sections() -> None:
    page = dictionary()
    anchors = {heading.replace(".", "") for heading in re.findall(r"^## (\S+)$", page, re.MULTILINE)}
    assert set(re.findall(r"\]\(#(\w+)\)", page)) <= anchors
