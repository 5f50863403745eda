"""A page that stands in Chinese beside the English one says as much: as many headings, and the same code but for comments."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from scripts.messages import ROOT

PAGES = [ROOT / "README.zh-CN.md", *sorted((ROOT / "docs").glob("*.zh-CN.md"))]
_COMMENT = re.compile(r"\s*#.*")


_WRITTEN = re.compile(r"<!-- Written by .*? to here\. -->", re.DOTALL)
"""What a program writes stands in the English page alone."""


def _english(page: Path) -> Path:
    return page.with_name(page.name.replace(".zh-CN", ""))


def _text(page: Path) -> str:
    return _WRITTEN.sub("", page.read_text(encoding="utf-8"))


def _headings(page: Path) -> list[str]:
    text = re.sub(r"```.*?```", "", _text(page), flags=re.DOTALL)
    return re.findall(r"^(#+) ", text, re.MULTILINE)


def _blocks(page: Path) -> list[int]:
    """How many lines each code block has."""
    found = re.findall(r"^```[^\n]*\n(.*?)^```", _text(page), re.DOTALL | re.MULTILINE)
    return [len([line for line in block.splitlines() if _COMMENT.sub("", line).strip()]) for block in found]


# The Chinese page of the audit is one of its own, for who audits: its rules are held against the catalogue (tests/scripts/test_audit_rules.py).
@pytest.mark.parametrize("page", [page for page in PAGES if page.name != "audit.zh-CN.md"], ids=lambda page: page.name)
def test_chinese_page_has_the_headings_and_code_of_the_english_one(page: Path) -> None:
    assert _headings(page) == _headings(_english(page))
    assert _blocks(page) == _blocks(_english(page))


@pytest.mark.parametrize("page", PAGES[1:], ids=lambda page: page.name)
def test_pages_lead_to_each_other(page: Path) -> None:
    assert f"({page.name})" in _english(page).read_text(encoding="utf-8")
    assert f"({_english(page).name})" in page.read_text(encoding="utf-8")
    assert f"(docs/{page.name}" in (ROOT / "README.zh-CN.md").read_text(encoding="utf-8")
