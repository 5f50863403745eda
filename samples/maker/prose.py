"""From the facts that a report states in words to lines of text, in our own wording (wording.yaml)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from samples.maker.data import read_texts
from samples.maker.figures import ReportFigures
from samples.maker.grid import Block, Grid, Line, header, text_row


@cache
def _wordings() -> dict[str, dict[str, str]]:
    path = Path(__file__).with_name("wording.yaml")
    return dict(read_texts(path))


def prose_blocks(figures: ReportFigures, sections: Iterable[Mapping[str, Any]] | None = None) -> list[Block]:
    """The lines of the prose, section by section.

    A section is `{heading: text, facts: [fact, …]}`; a fact is a mapping whose `fact` names the sentence in wording.yaml and whose other
    values fill it (money in 万元, as text). Raises ValueError naming a fact that the wording doesn't have.
    """
    writer = _Writer(figures, _wordings()[figures.wording])
    blocks: list[Block] = []
    for section in figures.prose if sections is None else sections:
        if section.get("heading"):
            blocks.append(Line(section["heading"], "heading"))
        number, classes = 0, list[str]()
        for fact in section.get("facts", ()):
            if fact["fact"] == "execution" and fact["path"][0] not in classes[-1:]:
                classes.append(fact["path"][0])
                number = 0
                blocks.append(writer.class_heading(classes[-1], len(classes)))
            if fact["fact"] in ("execution", "budget_item"):
                number += 1
            blocks += writer.blocks(fact, number)
    return blocks


class _Writer:
    def __init__(self, figures: ReportFigures, words: Mapping[str, str]) -> None:
        self.words = words
        self.common = {
            "year": str(figures.year),
            "asof": str(figures.year if figures.kind == "final_account" else figures.year - 1),
            "body": "本部门" if figures.scope == "department" else "本单位",
            "document": "部门预算" if figures.kind == "budget" else "部门决算",
        }
        self.units = figures.units

    def blocks(self, fact: Mapping[str, Any], number: int) -> list[Block]:
        kind = fact["fact"]
        if kind == "text":
            return [Line(fact["text"], "prose")]
        if kind == "units":
            rows = [
                *header([("序号",), ("单位名称",)]),
                *(text_row((str(n), name)) for n, name in enumerate(self.units, 1)),
            ]
            line = self.words["units"].format(**self.common, count=len(self.units))
            return [Line(line, "prose"), Grid(tuple(rows), 1)]
        handler = getattr(self, f"_{kind}", None)
        if handler is None and kind not in self.words:
            raise ValueError(f"prose: no wording for the fact {kind!r}")
        text = handler(fact, number) if handler else self._fill(kind, fact)
        return [Line(text, "prose")]

    def class_heading(self, name: str, number: int) -> Line:
        """The line above the items of one class (类)."""
        return Line(self.words["execution_class"].format(name=name, number=number), "prose")

    def _fill(self, template: str, fact: Mapping[str, Any], **more: str) -> str:
        values = {**self.common, **fact, **more, "change": self._change(fact)}
        return self.words[template].format(**values)

    def _change(self, fact: Mapping[str, Any]) -> str:
        if fact.get("comparable") == "false":
            return self.words["not_comparable"] + self._reason(fact, "增加")
        if "change" not in fact:
            return ""
        change = _number(fact["change"])
        if change == 0 and not _number(fact.get("percent", "0")):
            return self.words["level"]
        rise = change > 0 or (change == 0 and _number(fact.get("percent", "0")) > 0)
        move = ("增加" if rise else "减少") + f"{fact['change'].lstrip('-')}万元"
        if "percent" not in fact:
            return self.words["change_amount"].format(move=move) + self._reason(fact, "增加" if rise else "减少")
        rate = ("增长" if rise else "下降") + f"{fact['percent'].lstrip('-')}%"
        return self.words["change"].format(move=move, rate=rate) + self._reason(fact, "增长" if rise else "下降")

    def _reason(self, fact: Mapping[str, Any], rise: str) -> str:
        return self.words["reason"].format(reason=fact["reason"], rise=rise) if fact.get("reason") else ""

    def _cause(self, fact: Mapping[str, Any]) -> str:
        budget, outturn = _number(fact["budget"]), _number(fact["outturn"])
        name = "cause_more" if outturn > budget else "cause_less" if outturn < budget else "cause_same"
        if name != "cause_same" and not fact.get("reason"):
            return ""
        return self.words[name].format(reason=fact.get("reason", ""))

    def _composition(self, fact: Mapping[str, Any], _number: int) -> str:
        parts = []
        for name, amount, *share in fact["parts"]:
            template = "part" if share else "part_bare"
            parts.append(self.words[template].format(name=name, amount=amount, share=share[0] if share else ""))
        return self.words["composition"].format(
            **self.common, item=fact["item"], amount=fact["amount"], parts="；".join(parts)
        )

    def _execution(self, fact: Mapping[str, Any], number: int) -> str:
        path = "".join(f"{name}（{level}）" for name, level in zip(fact["path"][1:], "款项", strict=True))
        template = "execution" if fact.get("rate") else "execution_new"
        values = {**self.common, **fact, "path": path}
        return self.words[template].format(**values, number=number, cause=self._cause(fact))

    def _budget_item(self, fact: Mapping[str, Any], number: int) -> str:
        return self._fill("budget_item", fact, number=str(number))

    def _expense(self, fact: Mapping[str, Any], _number: int) -> str:
        return self.words["expense"].format(**{**self.common, **fact}, cause=self._cause(fact))

    def _staffing(self, fact: Mapping[str, Any], _number: int) -> str:
        counts = {f"e{n}": value for n, value in enumerate(fact["establishment"])}
        counts |= {f"a{n}": value for n, value in enumerate(fact["actual"])}
        return self.words["staffing"].format(**self.common, **counts, retired=fact["retired"])


def _number(text: str) -> Decimal:
    return Decimal(text.replace(",", ""))
