"""What a publication consists of: documents as its parts, and versions made of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Literal

from etl.report import Report

Standing = Literal["original", "correction", "draft", "withdrawn"]
"""What a document says of itself: nothing; that it corrects another (更正); that it isn't final (征求意见稿); that it is void (作废)."""

Key = tuple[str, ...]
"""Which figure it is: form, side, row (its code, else its name) and what its column is of (etl.words.measures.Meaning)."""


@dataclass(frozen=True, slots=True, order=True)
class Amount:
    """An amount in yuan (a count as it is), and the step of its last printed digit in the same unit."""

    value: Decimal
    step: Decimal


@dataclass(frozen=True, slots=True)
class Form:
    """A form of a document as it is compared: its catalogue key, printed title, tables, and amounts by figure."""

    key: str
    title: str
    table_indexes: tuple[int, ...]
    amounts: Mapping[Key, tuple[Amount, ...]]


@dataclass(frozen=True)
class Content:
    """What a document publishes: its forms, and the values that its prose states by section's item and metric."""

    forms: tuple[Form, ...]
    stated: Mapping[tuple[str, str], frozenset[Decimal]]

    @cached_property
    def amounts(self) -> dict[Key, tuple[Amount, ...]]:
        """The amounts of all forms."""
        found: dict[Key, tuple[Amount, ...]] = {}
        for form in self.forms:
            for key, amounts in form.amounts.items():
                found[key] = tuple(sorted((*found.get(key, ()), *amounts)))
        return found


@dataclass(frozen=True, slots=True)
class Notice:
    """What a document says of its standing: the words, and the printed date of publication. Kept as evidence."""

    standing: Standing = "original"
    words: str = ""
    published_at: date | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """A person's word on which version holds: `holds` are the hashes of its documents, `seen` those of all documents that were there then.

    `words` is how it is told: by whom, when, why. Decisions are given in the order of time.
    """

    holds: frozenset[str]
    seen: frozenset[str]
    words: str


def summary(notices: Iterable[Notice]) -> Notice:
    """What several documents say together: the standing of one that has some, and the last date."""
    several = list(notices)
    said = next((notice for notice in several if notice.standing != "original"), Notice())
    return replace(
        said, published_at=max((notice.published_at for notice in several if notice.published_at), default=None)
    )


@dataclass(frozen=True, slots=True)
class Part:
    """A document of a publication, as it is read by itself. Without a head of its own, it was read with that of its publication."""

    report: Report
    content: Content
    notice: Notice

    @property
    def sha256(self) -> str:
        """What names the document."""
        return self.report.document.sha256

    @property
    def name(self) -> str:
        """The file's name, for people only: nothing is decided by its place in an alphabet."""
        return self.report.document.file_name

    @property
    def rank(self) -> tuple[bool, int, int, int, str]:
        """The place in the canonical order: documents with a head first, then those that publish more, then the smaller hash."""
        forms = self.content.forms
        return (
            not self.report.has_own_head,
            -len(forms),
            -sum(len(amounts) for form in forms for amounts in form.amounts.values()),
            -len(self.content.stated),
            self.sha256,
        )


@dataclass(frozen=True, slots=True)
class Version:
    """Documents that hold together, in canonical order. `evidence` says in words why it holds or doesn't; `question` asks a person.

    `own` is what those of its documents say that aren't in all versions: evidence for it. `is_current` is true of at most one version.
    """

    parts: tuple[Part, ...]
    report: Report
    own: Notice
    is_current: bool = False
    evidence: str = ""
    question: str = ""
    hashes: tuple[str, ...] = field(init=False)

    @property
    def standing(self) -> Standing:
        """What its documents say of themselves."""
        return summary([part.notice for part in self.parts]).standing

    @property
    def published_at(self) -> date | None:
        """The last printed date of publication."""
        return summary([part.notice for part in self.parts]).published_at

    def __post_init__(self) -> None:
        object.__setattr__(self, "hashes", tuple(sorted(part.sha256 for part in self.parts)))
