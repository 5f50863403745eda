"""The rules of the audit in Chinese: the end of `docs/audit.zh-CN.md` from the catalogue, with an example each.

What stands above the mark is written by hand. A test compares the rest with what this module would write. Run it after a change of the
catalogue or of `rule_examples.yaml`: `python -m scripts.audit_rules`.
"""

from __future__ import annotations

import csv
from itertools import groupby
from pathlib import Path

from etl.words.data import load_yaml

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "audit.zh-CN.md"
CATALOGUE = ROOT / "dbt" / "seeds" / "reconciliation_rule.csv"
EXAMPLES = Path(__file__).with_name("rule_examples.yaml")
MARK = "<!-- Below: written by `python -m scripts.audit_rules`. -->\n"
_FAMILIES = {"1": "表内", "2": "表间", "3": "文字", "4": "报告间", "5": "形式"}
_SEVERITIES = {"error": "错误", "warning": "警告", "notice": "提示"}


def catalogue() -> list[dict[str, str]]:
    """The rules, a row each."""
    with CATALOGUE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def examples() -> dict[str, str]:
    """An example of each rule."""
    return dict(load_yaml(EXAMPLES.read_text(encoding="utf-8")))


def rules() -> str:
    """The rules by family, in the order of the catalogue."""
    told = examples()
    lines = []
    for family, of_family in groupby(sorted(catalogue(), key=lambda row: row["family"]), lambda row: row["family"]):
        lines += [
            "",
            f"### {_FAMILIES[family]}",
            "",
            "| 规则 | 级别 | 前提 | 依据 | 例 |",
            "| --- | --- | --- | --- | --- |",
        ]
        for row in of_family:
            cells = (
                row["name_zh"],
                _SEVERITIES[row["severity"]],
                row["precondition_zh"],
                row["source"],
                told[row["rule"]],
            )
            lines.append(f"| {' | '.join(cell.replace('|', '／') for cell in cells)} |")
    return "\n".join(lines) + "\n"


def page(text: str) -> str:
    """The page with its end written anew."""
    return text[: text.index(MARK) + len(MARK)] + rules()


if __name__ == "__main__":
    PAGE.write_text(page(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
