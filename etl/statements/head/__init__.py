"""Who published a document, for which year, which kind and scope: one decision over all places that say something about it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import cast

from etl.documents.model import Document
from etl.errors import NoHeadError, NotAReportError
from etl.head import Evidence, ReportHead, ReportKind, Scope, StatedHead
from etl.statements.head import places
from etl.statements.head.lines import title_lines
from etl.statements.head.names import alike, bare, is_called_unit, is_fuller, scope_of, second_name
from etl.statements.head.places import Cover
from etl.statements.head.second import second_report
from etl.statements.head.title import read_title
from etl.statements.head.words import weight
from etl.statements.surroundings import Heading
from etl.words.folding import printed_label, simplified

_TITLES = frozenset({"cover", "numbered_title", "article_title", "heading", "page_title", "file_name", "cover_part"})
"""The places that are a report's title."""
_FORMS_OF_A_NAME = 3
"""A spelling above so many forms goes before that of the title."""

_BY_OPTION = {
    "agency": ("no agency", "neither the title nor a line like 编制部门：… names one", "--agency NAME"),
    "fiscal_year": ("no year", "no title names the fiscal year", "--year YEAR"),
    "kind": (
        "no kind",
        "no title says 预算 or 决算 (names of funds such as 一般公共预算 don't count)",
        "--kind budget or --kind final_account",
    ),
}


def read_head(document: Document, headings: Sequence[Heading], stated: StatedHead | None = None) -> ReportHead:
    """Agency, year, kind and scope of the one report in a document, and what decided; `stated` is a person's word and goes before all else.

    Each place has a weight (words.yaml); for each field the value holds whose places weigh most together. Raises NotAReportError where no
    agency, no year or no kind is found, where the account is a whole government's or a social insurance fund's, or where two reports are in the document.
    """
    stated = stated or StatedHead()
    lines = title_lines([paragraph.text for paragraph in document.paragraphs])
    covers = places.find_covers(lines)
    cover = places.cover_lines(document)
    names = places.read_preparers([*cover, *lines], headings)
    evidence = _collect(document, headings, lines, cover, covers, names, stated)
    if not stated.agency:
        _refuse_of_no_agency(document, lines, covers, evidence)
    agency_said = _decide_agency(evidence)
    year = _decide(evidence, lambda one: one.fiscal_year)
    kind = _decide(evidence, lambda one: one.kind)
    _refuse_incomplete(document, evidence, agency_said, year, kind)
    _refuse_two(document, headings, lines, covers, stated)
    if stated.agency:
        agency, aliases = _stated_name(stated.agency, names, agency_said)
    else:
        agency, aliases = _name(agency_said, names)
    aliases = tuple(sorted({*aliases, *_as_printed(document, agency)} - {agency}))
    without_units = scope_of(agency_said) or _title_page_scope(covers, agency)
    scope = stated.scope or without_units or _decide(evidence, lambda one: one.scope)
    if not scope:
        scope = "unit" if is_called_unit(agency_said) else "department"
    marks = dict.fromkeys(
        mark for one in evidence if one.place in _TITLES or one.place == "sentence" for mark in one.marks
    )
    marks.update(dict.fromkeys(places.read_bracket_lines(lines)))
    return ReportHead(
        agency=agency,
        fiscal_year=cast(int, year),
        kind=cast(ReportKind, kind),
        scope=cast(Scope, scope),
        title=_title_of(evidence),
        aliases=aliases,
        evidence=tuple(evidence),
        marks=tuple(marks),
        published=places.read_published(document),
    )


def _collect(
    document: Document,
    headings: Sequence[Heading],
    lines: Sequence[str],
    cover: Sequence[str],
    covers: Sequence[Cover],
    names: Counter[str],
    stated: StatedHead,
) -> list[Evidence]:
    """What all places say, the heaviest first; of equal weight in the order in which they are read."""
    titles = [heading.title for heading in headings if heading.title]
    page = list(places.read_page_data(document))
    on_a_page = any(one.agency and one.fiscal_year and one.kind for one in page)
    found = [
        *places.read_person(stated),
        *page,
        *places.read_covers(lines, covers, on_a_page=on_a_page),
        *places.read_cover_parts(lines, covers),
        *(Evidence("preparer", weight("preparer"), name, agency=name) for name, _ in names.most_common(1)),
        *places.read_sentences(lines),
        *places.read_running_heads(document),
        *places.read_file_name(document),
        *places.read_year_lines([*cover, *lines]),
        *places.read_kind_lines([*cover, *lines]),
        *places.read_preparer_years([*cover, *lines]),
        *places.read_overview(lines),
        *places.read_site(document),
        *places.read_signature(lines),
        *(places.read_mentions("form_title", titles)),
        *(places.read_kinds(titles)),
        *(places.read_mentions("line", lines[: places.FIRST_LINES])),
    ]
    if not any(one.kind for one in found):
        found += places.read_spending(lines)
    return sorted(dict.fromkeys(found), key=lambda one: -one.weight)


def _decide(evidence: Iterable[Evidence], field: Callable[[Evidence], str | int | None]) -> str | int | None:
    """The value whose places weigh most together, each place once; of equal weight the one said by the heavier place."""
    weights: dict[str | int, dict[str, int]] = {}
    for one in evidence:
        value = field(one)
        if value:
            weights.setdefault(value, {}).setdefault(one.place, one.weight)
    return max(weights, key=lambda value: sum(weights[value].values()), default=None)


def _decide_agency(evidence: Sequence[Evidence]) -> str:
    """The name whose places weigh most together, as its heaviest place prints it: a name with its divisions and without are one."""
    named = [one for one in evidence if one.agency]
    if not named:
        return ""

    def support(name: str) -> int:
        own = bare(name)
        found: dict[str, int] = {}
        for one in named:
            other = bare(one.agency)
            if other == own or is_fuller(other, own) or is_fuller(own, other):
                found.setdefault(one.place, one.weight)
        return sum(found.values())

    return max((one.agency for one in named), key=support)


def _name(said: str, names: Counter[str]) -> tuple[str, tuple[str, ...]]:
    """The agency's name and its other spellings: that above most forms, with the divisions above it."""
    chosen, other_name = second_name(bare(said))
    spellings = Counter(bare(name) for name in names.elements())
    spellings[chosen] += 1
    top = spellings.most_common(1)[0]
    if top[1] > spellings[chosen] and top[1] >= _FORMS_OF_A_NAME and alike(top[0], chosen):
        chosen = top[0]
    chosen = max((name for name in spellings if name == chosen or is_fuller(name, chosen)), key=len)
    return chosen, tuple(
        name
        for name in {*names, said, *spellings, *other_name}
        if name != chosen and (name in other_name or alike(bare(name), chosen) or is_fuller(chosen, bare(name)))
    )


def _title_page_scope(covers: Sequence[Cover], agency: str) -> str:
    """The scope that the agency's name says in any title of the title page (…局（本级） below …局2023年度部门决算)."""
    names = [cover.title.agency for cover in covers if cover.line < places.TITLE_PAGE]
    return next((scope for name in names if bare(name) == agency and (scope := scope_of(name))), "")


def _stated_name(stated: str, names: Counter[str], said: str) -> tuple[str, tuple[str, ...]]:
    """A person's name of the agency, untouched, and the spellings of the document that can be its own."""
    others = {*names, said} - {stated}
    return stated, tuple(name for name in others if alike(bare(name), bare(stated)) or is_fuller(stated, bare(name)))


def _as_printed(document: Document, agency: str) -> set[str]:
    """The agency's name in traditional script, where the first lines or the page's data print it so."""
    found: set[str] = set()
    texts = [paragraph.text for paragraph in document.paragraphs[: places.FIRST_LINES]]
    for text in (*texts, *(datum.text for datum in document.page_data)):
        printed = printed_label(text)
        simple = simplified(printed)
        at = simple.find(agency)
        if simple != printed and at >= 0 and len(simple) == len(printed):
            found.add(printed[at : at + len(agency)])
    return found


def _title_of(evidence: Sequence[Evidence]) -> str:
    """The text of the heaviest title; without one, of what decided the year."""
    titles = [one.text for one in evidence if one.text and one.place in _TITLES]
    return next(iter(titles or [one.text for one in evidence if one.text and one.fiscal_year]), "")


def _refuse_of_no_agency(
    document: Document, lines: Sequence[str], covers: Sequence[Cover], evidence: Sequence[Evidence]
) -> None:
    """Raise NotAReportError where the titles are those of a government's or an insurance fund's account and none names an agency."""
    if any(one.agency and one.place in _TITLES for one in evidence):
        return
    titles = [found for datum in document.page_data if (found := places.page_title(datum))]
    texts = [cover.text for cover in covers[:1]] + [document.file_name, *lines[: places.TITLE_PAGE]]
    titles += [(text, title) for text in texts if text and (title := read_title(text))]
    for text, title in titles:
        if title.year is None or not (title.kind or title.of_no_agency) or title.chapter or title.numbered:
            continue
        if not title.of_no_agency and title.scope:
            return
        if title.of_no_agency:
            whose = (
                "a whole government (政府预算、政府决算)"
                if title.government
                else f"a social insurance fund ({title.fund})"
            )
            raise NotAReportError(
                f"the account of {whose}, of no agency: {text}",
                place=document.file_name,
                next_step="load the reports of agencies (部门预算、部门决算); if it is an agency's, say whose: --agency NAME",
            )


def _refuse_two(
    document: Document, headings: Sequence[Heading], lines: Sequence[str], covers: Sequence[Cover], stated: StatedHead
) -> None:
    """Raise NotAReportError where the document holds a second report, or its title names two and nobody says which it is."""
    second = second_report(document, headings, lines, covers)
    if second:
        raise NotAReportError(
            f"two reports in one file: {covers[0].text} and {second}",
            place=document.file_name,
            next_step="split the file into one file a report",
        )
    if stated.fiscal_year and stated.kind:
        return
    titles = [found for datum in document.page_data if (found := places.page_title(datum))]
    titles += [(cover.text, cover.title) for cover in covers[:1]]
    named = read_title(document.file_name)
    if named is not None and not titles:
        titles = [(document.file_name, named)]
    for text, title in titles:
        if title.of_two:
            raise NotAReportError(
                f"the title names two reports: {text}",
                place=document.file_name,
                next_step="split the file into one file a report; if it holds one only, say which: --year YEAR --kind budget or final_account",
            )


def _refuse_incomplete(
    document: Document, evidence: Sequence[Evidence], agency: str, year: str | int | None, kind: str | int | None
) -> None:
    """Raise NoHeadError that says what is missing and how to add it."""
    missing = [name for name, value in (("agency", agency), ("fiscal_year", year), ("kind", kind)) if not value]
    if not missing:
        return
    options = ", ".join(_BY_OPTION[name][2] for name in missing)
    if {"fiscal_year", "kind"} <= set(missing):
        cause = "no title with a year and 预算 or 决算 was found" + ("" if agency else ", and no agency")
        raise NoHeadError(
            cause,
            place=document.file_name,
            next_step=f"load a published budget or final account of one agency, whole; if it is one, add {options}",
            agency=agency,
            fiscal_year=cast(int | None, year),
            kind=str(kind or ""),
        )
    causes = [f"{_BY_OPTION[name][0]}: {_BY_OPTION[name][1]}" for name in missing]
    titles = [one for one in evidence if one.place in _TITLES]
    raise NoHeadError(
        "; ".join(causes),
        place=document.file_name,
        next_step=f"load the document with its cover or title, or add {options}",
        agency=agency,
        fiscal_year=cast(int | None, year),
        kind=str(kind or ""),
        is_report=any(one.agency for one in titles) and any(one.kind for one in titles),
    )


__all__ = ["read_head"]
