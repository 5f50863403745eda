"""Layout families: how a province or ministry sets the forms of a report. A family is a YAML file; here it becomes typed values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import cache
from pathlib import Path
from typing import Any, Literal

from samples.maker.data import read_texts
from samples.maker.figures import Kind

FOLDER = Path(__file__).parent / "families"

Shape = Literal["balance", "table", "economic_blocks", "three_public", "note_only"]


@dataclass(frozen=True, slots=True)
class Style:
    """How numbers, codes and totals are set. A family gives its own; a form may override; tests vary them at random."""

    unit: str = "万元"
    separators: bool = True
    blank: str = ""  # what stands where a measure has no amount: "", "0.00", "—", "-"
    ordinals: str = "chinese"  # chinese 一、, dot 1., comma 1、, none
    line_numbers: bool = False  # 行次
    column_numbers: str = "none"  # 栏次: none, code, name, merged
    total_place: str = "first"  # first, last, none
    total_cell: str = "name"  # code, name, merged
    code: str = "single"  # single, split (类|款|项 in columns of their own)
    indent: bool = False  # names indented by level
    glue: str = "{code}{name}"  # how code and name share a cell, where a layout sets them in one column
    page_rows: int = 0  # body rows on a page, 0: no page break within a form
    continuation: str = "header"  # header (repeated), continued (title with （续）, then header), none
    agency_label: str = "编制部门："
    unit_label: str = "单位："
    number_format: str = "公开{number:02d}表"
    number_first: bool = False  # the form's number stands above its title
    title_format: str = "{title}"  # what stands around a form's title: year, agency, a number
    head: str = (
        "lines"  # lines: each on its own; joined: agency and unit on one line; inside: in the table's first rows
    )
    note_inside: bool = False  # the note below a form is the table's last row
    landscape_from: int = 8  # a form this wide is set on landscape pages

    def vary(self, changes: Mapping[str, Any]) -> Style:
        """The style with some fields changed; values from YAML text are cast to the field's type."""
        known = {field.name: field.type for field in fields(self)}
        cast: dict[str, Any] = {}
        for name, value in changes.items():
            if name not in known:
                raise ValueError(f"style has no field {name!r}")
            kind = type(getattr(self, name))
            if kind is bool:
                cast[name] = value if isinstance(value, bool) else value == "true"
            else:
                cast[name] = kind(value)
        return replace(self, **cast)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of amounts: the measure and the header path (outermost first)."""

    measure: str
    path: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LineText:
    """A line of a summary form. `#` and `##` before the text stand for an ordinal of the first and second level; key "" is a line without amounts."""

    key: str
    text: str


@dataclass(frozen=True, slots=True)
class BlockLayout:
    """One block of a form whose blocks stand side by side."""

    side: str
    group: tuple[str, ...]
    label: str
    columns: tuple[Column, ...]
    lines: tuple[LineText, ...] = ()
    tail: tuple[LineText, ...] = ()
    subjects: tuple[str, ...] = ()  # economic_blocks: classes whose subjects stand in this block
    total: tuple[str, str] = ("", "")  # economic_blocks: key and label of the block's total


@dataclass(frozen=True, slots=True)
class FormLayout:
    """One form of a family."""

    shape: Shape
    form: str
    title: str
    number: int
    style: Style
    columns: tuple[Column, ...] = ()
    lead: tuple[Column, ...] = ()  # text columns: `measure` is the FigureRow field or attribute
    lines: tuple[LineText, ...] = ()
    blocks: tuple[BlockLayout, ...] = ()
    split: tuple[tuple[str, ...], ...] = ()  # header paths of 类|款|项 where the code is split
    total_label: str = "合计"
    levels: tuple[int, ...] = (3, 5, 7)  # code lengths that are printed; empty: all rows
    arrangement: str = ""  # three_public: rows, sides, pairs, list
    row_labels: tuple[LineText, ...] = ()  # three_public: budget/outturn and their printed labels
    notes: tuple[str, ...] = ()
    empty_note: str = ""
    all_subjects: bool = True  # economic_blocks: print subjects without amounts too
    header_label: str = "项目"
    attached: str = ""  # title of the form that this one belongs to: printed below it without number and unit


@dataclass(frozen=True, slots=True)
class Family:
    """A layout family: the kind of report, its titles, and its forms in order."""

    name: str
    kind: Kind
    title: str
    parts: tuple[str, ...]
    forms: tuple[FormLayout, ...]
    style: Style
    prose_first: bool = True

    def restyled(self, changes: Mapping[str, Any]) -> Family:
        """The family with its style (and that of all its forms) changed."""
        return replace(
            self,
            style=self.style.vary(changes),
            forms=tuple(replace(form, style=form.style.vary(changes)) for form in self.forms),
        )


@cache
def _vocabulary() -> dict[str, Any]:
    return dict(read_texts(FOLDER.parent / "vocabulary.yaml"))


@cache
def subject_names(kind: str) -> dict[str, str]:
    """Code → name of the subjects that samples use: `function`, `department_economic`, `government_economic`."""
    return dict(_vocabulary()[kind])


def _lines(value: Any) -> tuple[LineText, ...]:
    """A list of lines: `{key: text}` each, or the name of a list in vocabulary.yaml."""
    if isinstance(value, str):
        value = _vocabulary()["lines"][value]
    return tuple(LineText(key, text) for entry in value or () for key, text in _pairs(entry))


def _pairs(entry: Any) -> list[tuple[str, str]]:
    return [("", entry)] if isinstance(entry, str) else [(str(key), str(text)) for key, text in entry.items()]


def _columns(value: Any, group: tuple[str, ...] = ()) -> tuple[Column, ...]:
    if isinstance(value, str):
        value = _vocabulary()["columns"][value]
    return tuple(Column(key, (*group, *text.split("/"))) for entry in value or () for key, text in _pairs(entry))


def _block(value: Mapping[str, Any]) -> BlockLayout:
    group = tuple(value["group"].split("/")) if value.get("group") else ()
    return BlockLayout(
        side=value.get("side", ""),
        group=group,
        label=value.get("label", "项目"),
        columns=_columns(value["columns"], group),
        lines=_lines(value.get("lines")),
        tail=_lines(value.get("tail")),
        subjects=tuple(value.get("subjects", ())),
        total=_pairs(value["total"])[0] if value.get("total") else ("", ""),
    )


def _form(value: Mapping[str, Any], number: int, style: Style) -> FormLayout:
    return FormLayout(
        shape=value["shape"],
        form=value["form"],
        title=value["title"],
        number=int(value.get("number", number)),
        style=style.vary(value.get("style", {})),
        columns=_columns(value.get("columns")),
        lead=_columns(value.get("lead")),
        lines=_lines(value.get("lines")),
        blocks=tuple(_block(block) for block in value.get("blocks", ())),
        split=tuple(tuple(path.split("/")) for path in value.get("split", ())),
        total_label=value.get("total_label", "合计"),
        levels=tuple(int(level) for level in value.get("levels", ("3", "5", "7"))),
        arrangement=value.get("arrangement", ""),
        row_labels=_lines(value.get("row_labels")),
        notes=tuple(value.get("notes", ())),
        empty_note=value.get("empty_note", ""),
        all_subjects=value.get("all_subjects", "true") == "true",
        header_label=value.get("header_label", "项目"),
        attached=value.get("attached", ""),
    )


@cache
def load_family(name: str) -> Family:
    """A family by name. Raises ValueError listing the known families where there is none of that name."""
    path = FOLDER / f"{name}.yaml"
    if not path.is_file():
        raise ValueError(f"no layout family {name!r}; there are: {', '.join(family_names())}")
    value = read_texts(path)
    style = Style().vary(value.get("style", {}))
    return Family(
        name=name,
        kind=value["kind"],
        title=value["title"],
        parts=tuple(value["parts"]),
        forms=tuple(_form(form, number, style) for number, form in enumerate(value["forms"], start=1)),
        style=style,
        prose_first=value.get("prose_first", "true") == "true",
    )


def family_names(kind: str = "") -> list[str]:
    """The names of all families, or of those of one kind."""
    names = sorted(path.stem for path in FOLDER.glob("*.yaml"))
    return [name for name in names if not kind or load_family(name).kind == kind]


def placed(text: str, year: int) -> str:
    """Fill `{year}` and `{prior}` in a title or header."""
    return text.replace("{year}", str(year)).replace("{prior}", str(year - 1))


_DIGITS = "零一二三四五六七八九十"


def ordinal(number: int, style: str, level: int = 1) -> str:
    """The ordinal before a line: 一、 1. 1、 at level 1, （一） at level 2 ((1) in arabic styles)."""
    if style == "none":
        return ""
    if style == "chinese":
        tens, ones = divmod(number, 10)
        text = (
            _DIGITS[number]
            if number <= 10
            else ("" if tens == 1 else _DIGITS[tens]) + "十" + (_DIGITS[ones] if ones else "")
        )
        return f"{text}、" if level == 1 else f"（{text}）"
    if level == 2:
        return f"({number})"
    return f"{number}." if style == "dot" else f"{number}、"


def numbered(lines: Sequence[LineText], style: str) -> list[LineText]:
    """The lines with their ordinals in place of `#` and `##`."""
    counts = [0, 0]
    result = []
    for line in lines:
        text = line.text
        if text.startswith("##"):
            counts[1] += 1
            text = ordinal(counts[1], style, 2) + text[2:]
        elif text.startswith("#"):
            counts = [counts[0] + 1, 0]
            text = ordinal(counts[0], style) + text[1:]
        result.append(LineText(line.key, text))
    return result
