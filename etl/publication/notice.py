"""What a document says of its standing (更正, 作废, 征求意见稿) and its date of publication: evidence for which version holds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from etl.documents.model import Document, Paragraph
from etl.head import ReportHead
from etl.publication.model import Notice, Standing
from etl.words.data import load_yaml
from etl.words.dates import date_at
from etl.words.folding import compact

_STANDINGS: tuple[Standing, ...] = ("withdrawn", "draft", "correction")
"""In this order: a void correction is void, the draft of a correction is a draft."""
_TITLE_LINES = 12
"""So many lines from the beginning may be a title page's."""
_SHORT = 80
"""Characters of a line that says something of the document itself."""
_TITLE = re.compile(r"[预决]算|公开|^[(].{2,20}[)]$")
_SENTENCE = re.compile(r"。|[，,](?![^()]*[)])")
"""A sentence is no title; a comma may stand in a title's bracket."""


def read_notice(document: Document, head: ReportHead) -> Notice:
    """The standing that a document claims, with the words that say so, and the last printed date of publication."""
    standing, words = _standing(document, head)
    return Notice(standing, words, max(_dates(document), default=None))


def _standing(document: Document, head: ReportHead) -> tuple[Standing, str]:
    names = [_plain(name) for name in (head.agency, *head.aliases)]
    named = [_plain(Path(document.file_name).stem), _plain(head.title)]
    said: list[str] = []
    for number, block in enumerate(document.blocks):
        if not isinstance(block, Paragraph):
            break
        line = _plain(block.text)
        if len(line) > _SHORT:
            continue
        said.append(line)
        if number < _TITLE_LINES and _TITLE.search(line) and not _SENTENCE.search(line):
            named.append(line)
    named = [_without(line, names) for line in named]
    for standing in _STANDINGS:
        words = _words()[standing]
        for line in named:
            if words.named.search(_of_another().sub("", line)):
                return standing, line
        for line in said:
            if words.said.search(_of_another().sub("", line)):
                return standing, line
    replaced = next((line for line in (*named, *said) if _of_another().search(line)), "")
    return ("correction", replaced) if replaced else ("original", "")


def _without(line: str, names: list[str]) -> str:
    """A line without the agency's names, the longest first."""
    for name in sorted(names, key=len, reverse=True):
        line = line.replace(name, "")
    return line


def _dates(document: Document) -> Iterator[date]:
    for paragraph in document.paragraphs:
        if len(paragraph.text) > 4 * _SHORT or not ("期" in paragraph.text or "间" in paragraph.text):
            continue
        line = _plain(paragraph.text)
        for label in _published().finditer(line):
            found = date_at(line[label.end() :])
            if found is not None:
                yield found


def _plain(text: str) -> str:
    return compact(text)


@dataclass(frozen=True, slots=True)
class _Words:
    named: re.Pattern[str]
    said: re.Pattern[str]


@cache
def _source() -> dict[str, dict[str, list[str]]]:
    loaded: dict[str, dict[str, list[str]]] = load_yaml(
        Path(__file__).with_name("notice.yaml").read_text(encoding="utf-8")
    )
    return loaded


@cache
def _words() -> dict[Standing, _Words]:
    return {
        standing: _Words(*(re.compile("|".join(_source()[standing][where])) for where in ("named", "said")))
        for standing in _STANDINGS
    }


@cache
def _of_another() -> re.Pattern[str]:
    return re.compile(str(_source()["of_another"]))


@cache
def _published() -> re.Pattern[str]:
    return re.compile(str(_source()["published"]))
