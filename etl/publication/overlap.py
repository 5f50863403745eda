"""Whether two documents of a publication can hold together: what both publish must agree."""

from __future__ import annotations

from collections.abc import Mapping

from etl.publication.model import Amount, Content, Form, Key, Part

_HALF = 2
"""Two texts are about the same things where half of what the shorter states is stated by the longer, too."""


def hold_together(one: Part, other: Part) -> bool:
    """Whether two documents can be parts of one version.

    They can't where a figure that both publish differs; where one is another standing's (更正, 征求意见稿) and both publish the same; where
    neither has forms and their texts state other values of the same things; and where one is a poorer copy of the other.
    """
    a, b = one.content, other.content
    if not _agree(a.amounts, b.amounts):
        return False
    overlap = bool(_shared_forms(a, b)) or _same_matter(a, b)
    if one.notice.standing != other.notice.standing and overlap:
        return False
    if not a.forms and not b.forms and _same_matter(a, b) and any(a.stated[k] != b.stated[k] for k in _shared(a, b)):
        return False
    return not (_is_poorer_copy(a, b) or _is_poorer_copy(b, a))


def repeats(form: Form, kept: Mapping[Key, tuple[Amount, ...]]) -> bool:
    """Whether a form publishes nothing that isn't among the amounts: the same form once more."""
    return bool(form.amounts) and all(
        key in kept and same(amounts, kept[key])
        for key, amounts in form.amounts.items()
        if any(amount.value for amount in amounts) or key in kept
    )


def is_copy(part: Part, kept: Content) -> bool:
    """Whether a document says nothing new: its forms are there, and half of what its prose states."""
    content = part.content
    amounts = kept.amounts
    if part.report.performance or not content.forms or not all(repeats(form, amounts) for form in content.forms):
        return False
    return not content.stated or _same_matter(content, kept)


def _is_poorer_copy(poor: Content, rich: Content) -> bool:
    """Whether a document repeats another in forms and prose, and lacks some of its forms: an older or a cut one, no annex."""
    missing = {form.key for form in rich.forms} - {form.key for form in poor.forms}
    if not poor.forms or not missing or not _same_matter(poor, rich) or len(poor.stated) > len(rich.stated):
        return False
    amounts = rich.amounts
    return all(repeats(form, amounts) for form in poor.forms)


def _agree(a: Mapping[Key, tuple[Amount, ...]], b: Mapping[Key, tuple[Amount, ...]]) -> bool:
    return all(same(a[key], b[key]) for key in a.keys() & b.keys())


def same(a: tuple[Amount, ...], b: tuple[Amount, ...]) -> bool:
    """Whether amounts are the same as far as they are printed: 12.35 万元 and 123,456 元 are."""
    if len(a) != len(b):
        # A form that stands twice in one of them (with more columns, or for its units) and once in the other.
        return {amount.value for amount in a} == {amount.value for amount in b}
    return all(
        x.value == y.value if x.step == y.step else abs(x.value - y.value) <= max(x.step, y.step) / 2
        for x, y in zip(a, b, strict=True)
    )


def _shared_forms(a: Content, b: Content) -> set[str]:
    """Forms of which both publish a figure."""
    return {key[0] for key in a.amounts.keys() & b.amounts.keys()}


def _shared(a: Content, b: Content) -> set[tuple[str, str]]:
    return a.stated.keys() & b.stated.keys()


def _same_matter(a: Content, b: Content) -> bool:
    shared = _shared(a, b)
    return bool(shared) and _HALF * len(shared) >= min(len(a.stated), len(b.stated))


__all__ = ["hold_together", "is_copy", "repeats", "same"]
