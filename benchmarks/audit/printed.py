"""What a document prints, found by its characters alone: amounts in cells and in the prose, comparison words, lists, unit lines.

Nothing here knows what the loader makes of the document: what it doesn't understand is changed as often as the rest.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from etl.documents.model import Document, Paragraph, Table

AMOUNT = re.compile(r"-?(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+\.\d+)")
"""A cell is an amount where this is all of it: integers without a comma are codes, line numbers, years and counts as often."""

IN_PROSE = re.compile(
    r"(?<![\d.,年])(?P<number>\d[\d,]*(?:\.\d+)?)\s*(?P<unit>亿元|万元|元|%|％|辆|人次|批次|个团组|人(?!民|员|均))"
)

WORDS = {
    "comparison": {"大于": "小于", "小于": "大于", "等于": "大于", "高于": "低于", "低于": "高于", "持平": "有所增加"},
    "direction": {
        "增加": "减少", "减少": "增加", "增长": "下降", "下降": "增长", "上升": "下降", "降低": "提高",
    },
}  # fmt: skip
"""Words that compare, and what they are changed to."""

_COMPARES = re.compile("大于|小于|等于|高于|低于|持平")
_MOVES = re.compile(r"(增加|减少|增长|下降|上升|降低)(?=了?\s*\d)")
_NO_ITEM = re.compile(
    r"[比较增减降]|(?:决算|预算|执行|完成)数?[为是]?$|^(?:其中|全年|年初|当年|累计|共)?(?:支出|收入|资金|金额|安排|合计)?$"
)
"""Words before an amount that name no item: another amount of the same one, or a change."""
_LIMIT = re.compile(r"[≥≤＞＜><]|不(?:低|高|少|多|大|小)于|不超过|以上|以下")
_REASON = re.compile(r"原因(?:是|为|：|:)?|由于|因为")
_LIST = re.compile(r"(?:主要包括|主要用于|包括)[：:]?(?P<names>[^：:。；;，,\d]+(?:、[^：:。；;，,\d]+){2,})")
_ITEM = re.compile(
    r"(?<=[，；、：:])(?P<name>[^，；。、：:\d]{2,30})\d[\d,]*(?:\.\d+)?万元(?:[，,]占[^，；。、]*?[\d.]+[%％])?(?=[，；、。])"
)
_NUMBERED = re.compile(r"\s*(?:\d{1,2}[.．、]|[（(]\d{1,2}[)）])\s*(?!\d)[^。]*?\d[\d,.]*万元")
UNIT_LINE = re.compile(r"(?P<label>单位\s*[：:]\s*(?:人民币)?)(?P<unit>万元|元)")
_CODE = re.compile(r"\d{3}(?:\d{2}){0,2}")


@dataclass(frozen=True, slots=True)
class Place:
    """Where something is printed: block `block`; characters `start`–`end` of a paragraph, or a row and column of a table."""

    block: int
    start: int = 0
    end: int = 0
    row: int = -1
    column: int = -1


@dataclass(frozen=True)
class Printed:
    """A document and what is printed in it."""

    document: Document

    @cached_property
    def cells(self) -> list[tuple[Place, Decimal]]:
        """Every cell that is an amount, with its number in the printed unit."""
        return [
            (Place(at, row=r, column=c), amount)
            for at, table in self.tables
            for r, row in enumerate(table.rows)
            for c, text in enumerate(row)
            if (amount := amount_of(text)) is not None
        ]

    @cached_property
    def tables(self) -> list[tuple[int, Table]]:
        """The tables with their numbers among the blocks."""
        return [(at, block) for at, block in enumerate(self.document.blocks) if isinstance(block, Table)]

    @cached_property
    def paragraphs(self) -> list[tuple[int, Paragraph]]:
        """The paragraphs with their numbers among the blocks."""
        return [(at, block) for at, block in enumerate(self.document.blocks) if isinstance(block, Paragraph)]

    @cached_property
    def forms(self) -> list[tuple[int, Table]]:
        """Tables with four amounts at least."""
        count = Counter(place.block for place, _ in self.cells)
        return [(at, table) for at, table in self.tables if count[at] >= 4]

    @cached_property
    def numbers(self) -> list[tuple[Place, re.Match[str]]]:
        """Every number of the prose with a unit."""
        return [
            (Place(at, found.start("number"), found.end("number")), found)
            for at, paragraph in self.paragraphs
            for found in IN_PROSE.finditer(paragraph.text)
        ]

    def words(self, kind: str) -> Iterator[tuple[Place, str]]:
        """Words that compare (`comparison`) or say which way a number went (`direction`), but for those within a reason."""
        pattern = _COMPARES if kind == "comparison" else _MOVES
        for at, paragraph in self.paragraphs:
            for found in pattern.finditer(paragraph.text):
                sentence = paragraph.text[paragraph.text.rfind("。", 0, found.start()) + 1 : found.start()]
                if not _REASON.search(sentence):
                    yield Place(at, found.start(), found.start() + 2), found.group()[:2]

    @cached_property
    def lists(self) -> list[tuple[Place, str]]:
        """Every name in a list of what was paid, with the stop behind or before it."""
        found = []
        for at, paragraph in self.paragraphs:
            above = self.document.blocks[at - 1] if at else None
            before = above.text if isinstance(above, Paragraph) else ""
            for names in _LIST.finditer(paragraph.text):
                if not re.search(r"\d\s*[万亿]?元", before[-40:] + paragraph.text[: names.start()]):
                    continue  # what a term means, not what was paid
                start = names.start("names")
                for name in names["names"].split("、"):
                    last = start + len(name) == names.end("names")
                    place = Place(at, start - 1, start + len(name)) if last else Place(at, start, start + len(name) + 1)
                    found.append((place, re.sub(r"等.*|支出。?$", "", name.strip())))
                    start += len(name) + 1
        return found

    @cached_property
    def items(self) -> list[Place]:
        """Items with an amount that stand in a list: beside another within a sentence, or a numbered paragraph of its own beside another.

        An item goes with its share and the stop behind it, the last of a list with the one before it.
        """
        found = []
        for at, paragraph in self.paragraphs:
            some = [one for one in _ITEM.finditer(paragraph.text) if not _NO_ITEM.search(one["name"])]
            starts, ends = {one.start() - 1 for one in some}, {one.end() for one in some}
            for one in some:
                if one.end() in starts:
                    found.append(Place(at, one.start(), one.end() + 1))
                elif one.start() - 1 in ends:
                    found.append(Place(at, one.start() - 1, one.end()))
        numbered = [at for at, paragraph in self.paragraphs if _NUMBERED.match(paragraph.text)]
        near = set(numbered)
        found += [
            Place(at, 0, len(self.document.blocks[at].text))  # type: ignore[union-attr]
            for at in numbered
            if at - 1 in near or at + 1 in near
        ]
        return found

    @cached_property
    def unit_lines(self) -> list[Place]:
        """The units above forms, in a paragraph or in a cell of the form's first rows."""
        found = []
        forms = {at for at, _ in self.forms}
        for at, block in enumerate(self.document.blocks):
            if isinstance(block, Paragraph):
                below = next((near for near, _ in self.tables if near > at), None)
                of_form = below in forms and below - at <= 3 if below is not None else False
                if of_form and (one := UNIT_LINE.search(block.text)):
                    found.append(Place(at, one.start("unit"), one.end("unit")))
            elif at in forms:
                found += [
                    Place(at, one.start("unit"), one.end("unit"), r, c)
                    for r, row in enumerate(block.rows[:4])
                    for c, text in enumerate(row)
                    if (one := UNIT_LINE.search(text))
                ]
        return found

    def coded_rows(self, table: Table) -> list[int]:
        """Rows that begin with a code of a subject and have an amount."""
        return [
            r
            for r, row in enumerate(table.rows)
            if any(_CODE.fullmatch(text.strip()) for text in row[:3]) and any(amount_of(text) for text in row)
        ]

    def is_limit(self, place: Place) -> bool:
        """Whether a number of the prose is a limit (≥95%, 50万元以上): no amount that anything could be compared with."""
        text = self.document.blocks[place.block].text  # type: ignore[union-attr]
        return bool(_LIMIT.search(text[max(place.start - 4, 0) : place.start] + text[place.end : place.end + 5]))

    # What else depends on something printed: told by the characters alone, not by rules.

    @cached_property
    def amounts(self) -> Counter[Decimal]:
        """Every amount of the document in 万元 with two decimals, and how often it is printed."""
        found: Counter[Decimal] = Counter()
        for place, value in self.cells:
            found[self.wan(value, self.unit_of(place.block))] += 1
        for _, one in self.numbers:
            if one["unit"].endswith("元"):
                found[self.wan(Decimal(one["number"].replace(",", "")), one["unit"])] += 1
        return found

    @staticmethod
    def wan(value: Decimal, unit: str) -> Decimal:
        """An amount in 万元, two decimals."""
        factor = {"元": Decimal("0.0001"), "万元": Decimal(1), "亿元": Decimal(10000)}[unit]
        return round(value * factor, 2)

    def unit_of(self, block: int) -> str:
        """The unit of the form at `block`: that of the nearest line above it that names one."""
        for at in range(block, max(block - 8, -1), -1):
            one = self.document.blocks[at]
            text = one.text if isinstance(one, Paragraph) else " ".join(map(" ".join, one.rows[:4]))
            if found := UNIT_LINE.search(text):
                return found["unit"]
        return "万元"

    def is_repeated(self, amount: Decimal) -> bool:
        """Whether an amount in 万元, zero apart, is printed twice at least."""
        return amount != 0 and self.amounts[amount] > 1

    def around(self, block: int) -> str:
        """The paragraph at `block` with those before and behind."""
        near = self.document.blocks[max(block - 1, 0) : block + 2]
        return "\n".join(one.text for one in near if isinstance(one, Paragraph))


def amount_of(text: str) -> Decimal | None:
    """The number that a cell is, None where it is none."""
    text = text.strip()
    return Decimal(text.replace(",", "")) if AMOUNT.fullmatch(text) else None
