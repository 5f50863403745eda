"""The places of a document that say something about its head: each function reads one and gives what stands there, with its weight."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from etl.documents.model import Document, PageDatum
from etl.head import Evidence, StatedHead
from etl.statements.head.lines import agency_in_text
from etl.statements.head.names import government_of, is_agency, preparer_name
from etl.statements.head.title import Title, find_year, folded, is_lead, kinds_in, read_marks, read_title
from etl.statements.head.words import any_of, compiled, weight
from etl.statements.surroundings import Heading, preparer_in
from etl.words.dates import date_at, is_date, year_of
from etl.words.folding import printed_label
from etl.words.units import MONEY

TITLE_PAGE = 12
"""So many lines from the beginning may be a title page: any of them may be broken, and a line without a year may be part of the title."""
_SEARCHED = 400
"""Covers are looked for in so many lines, further only where none is found."""
FIRST_LINES = 200
_LONGEST_JOINED = 70
_RUNNING = 3
"""A line at the top of so many pages is a running head."""
_AROUND_THE_KIND = 20
"""So many characters stand at most between year and kind in a line that is no title."""
_SITE_SUFFIX = re.compile(r"\s*(?:[_|｜>»]|[-–—]+)\s*")
_NAMED = re.compile(r"[:：]")
_MONEY_BEHIND = re.compile(rf"[(（]?(?:金额)?单位[:：](?:人民币)?(?:{MONEY})[)）]?$")
_EDGE = re.compile(r"20\d\d|二[〇○零0]")


@dataclass(frozen=True, slots=True)
class Cover:
    """A line of the document, or two to four of them, that are a title with year and kind. `line` counts from 0."""

    line: int
    text: str
    title: Title


def read_person(stated: StatedHead) -> Iterator[Evidence]:
    """A person's word."""
    if stated != StatedHead():
        yield Evidence(
            "person",
            weight("person"),
            "",
            agency=stated.agency or "",
            fiscal_year=stated.fiscal_year,
            kind=stated.kind or "",
            scope=stated.scope or "",
        )


def find_covers(lines: Sequence[str]) -> list[Cover]:
    """The titles among the lines; those that name an agency, where any does. A title may be broken over up to four lines."""
    found: list[Cover] = []
    for i, line in enumerate(lines):
        if i > _SEARCHED and found:
            break
        if not line or len(line) > 80:
            continue
        for take in (1, 2, 3, 4):
            joined = "".join(lines[i : i + take])
            if take > 1 and (
                len(joined) > _LONGEST_JOINED or not _may_go_on(line, i) or _is_whole(lines[i : i + take][-1])
            ):
                break
            title = _cover_title(joined, alone=take == 1)
            if title is not None:
                found.append(_with_bracket_below(Cover(i, joined, title), lines[i + take : i + take + 1]))
                break
    named = [cover for cover in found if cover.title.agency or cover.title.of_no_agency]
    return named or found


def _with_bracket_below(cover: Cover, below: Sequence[str]) -> Cover:
    """A title without an agency, with the one that stands in brackets on the line below it."""
    if cover.title.agency or not any(re.fullmatch(r"\([^()]{3,}\)", folded(line)) for line in below):
        return cover
    title = _cover_title(cover.text + below[0], alone=False)
    return Cover(cover.line, cover.text + below[0], title) if title is not None and title.agency else cover


def _is_whole(line: str) -> bool:
    """Whether a line is a title by itself, so that none is broken before it."""
    title = _cover_title(line, alone=True) if line else None
    return title is not None and bool(title.agency)


def _cover_title(text: str, *, alone: bool) -> Title | None:
    """What a line says as a title with year and kind. A broken one has nothing in it but names and words of titles."""
    if "算" not in text and "決" not in text:
        return None
    title = read_title(text)
    if title is None or title.year is None or title.chapter or compiled("performance").search(text):
        return None
    if not title.kind or (title.numbered and not title.agency):
        return None
    if not alone and title.runs_on:  # lines of a menu, or two titles
        return None
    if title.residue and not (alone and title.agency and _runs_through(text)):
        return None
    return title


def _runs_through(text: str) -> bool:
    """Whether a title with words that no list holds ends as a title does all the same."""
    return re.search(rf"算\)?{any_of('title_words')}*$", folded(text)) is not None


def _may_go_on(line: str, index: int) -> bool:
    """Whether a title may be broken after this line: it has the year, or names an agency; on the title page any line may."""
    return index < TITLE_PAGE or bool(_EDGE.search(line) or is_agency(line))


def read_covers(lines: Sequence[str], covers: Sequence[Cover], *, on_a_page: bool) -> Iterator[Evidence]:
    """The first cover, and what stands beside it where it names no agency; then the other titles of the document.

    On a page that says its title itself a line may be that of a menu or of another report (`on_a_page`).
    """
    if not covers:
        return
    first, *others = covers
    place = "line_of_a_page" if on_a_page else "numbered_title" if first.title.numbered else "cover"
    yield _of_title(place, first.text, first.title)
    if not first.title.agency and not first.title.of_no_agency:
        beside = agency_beside(lines, first.line)
        if beside:
            yield Evidence("beside_the_cover", weight("beside_the_cover"), beside, agency=beside)
    for other in others:
        yield _of_title("later_title", other.text, other.title)


def read_cover_parts(lines: Sequence[str], covers: Sequence[Cover]) -> Iterator[Evidence]:
    """Without a cover that names an agency: the first line of the title page that is a title without its year or its kind."""
    if any(cover.title.agency or cover.title.of_no_agency for cover in covers):
        return
    taken = {cover.line for cover in covers}
    for i, line in enumerate(lines[:TITLE_PAGE]):
        title = read_title(line) if line and i not in taken else None
        if title is None or title.chapter or title.residue or not (title.kind or title.year):
            continue
        if title.year is None and not (title.agency or title.of_no_agency or title.scope):
            continue
        agency = title.agency or ("" if title.of_no_agency else agency_beside(lines, i))
        yield Evidence(
            "cover_part", weight("cover_part"), line, agency, title.year, title.kind, title.scope, title.marks
        )
        return


def read_page_data(document: Document) -> Iterator[Evidence]:
    """What a web page says about itself: a site's own name and menus say nothing of a report and are passed by."""
    places = {"ArticleTitle": "article_title", "h1": "heading", "h2": "heading", "title": "page_title"}
    for datum in document.page_data:
        place = places.get(datum.name)
        if place is None:
            continue
        found = page_title(datum)
        if found is not None:
            yield _of_title(place, *found)


def page_title(datum: PageDatum) -> tuple[str, Title] | None:
    """The report's title in a page's datum, and what it says: the part, or the beginning of several parts, that says most.

    A government named in another part than the title's is the site (2023年度部门决算 - 青湾市人民政府): everybody's.
    """
    parts = site_parts(datum.text)
    beginnings = [datum.text[: match.start()] for match in _SITE_SUFFIX.finditer(datum.text)]
    best: tuple[int, str, Title] | None = None
    for text in (*parts, *reversed(beginnings), datum.text):
        title = read_title(text)
        if title is None or title.residue or not (title.agency or title.year or title.of_no_agency):
            continue
        if text not in parts and (title.government or government_of(title.agency)):
            title = replace(title, agency="", government="")
        said = bool(title.agency or title.of_no_agency) + bool(title.year) + bool(title.kind)
        if best is None or said > best[0]:
            best = said, text, title
    return None if best is None else best[1:]


def read_site(document: Document) -> Iterator[Evidence]:
    """The agency that a page's title names beside the page's own title (…局 > 信息公开 > 2021年度部门决算); a government's site is everybody's."""
    for datum in document.page_data:
        parts = [folded(part) for part in site_parts(datum.text)] if datum.name == "title" else []
        titles = [title for part in parts if (title := read_title(part))]
        if not any(title.year and title.kind for title in titles):
            continue
        for part in parts:
            if is_agency(part) and not government_of(part):
                yield Evidence("site", weight("site"), datum.text, agency=part)
                return


def read_signature(lines: Sequence[str]) -> Iterator[Evidence]:
    """The agency that signs, above the date, a text that publishes its report without its name (现将本单位2023年度部门决算公开如下)."""
    if not any(one.fiscal_year and one.kind for one in read_sentences(lines)):
        return
    for name, day in reversed(list(pairwise(lines))):
        if is_date(folded(day)) and is_agency(name) and not government_of(name):
            yield Evidence("signature", weight("signature"), name, agency=name)
            return


def site_parts(text: str) -> list[str]:
    """The parts of a page's title: its own, and those in which the site names itself."""
    return _SITE_SUFFIX.split(text)


def read_file_name(document: Document) -> Iterator[Evidence]:
    """The file's name, or the folder's, where it is a title: a year alone may be any."""
    title = read_title(document.file_name)
    if title is not None and title.kind and not title.residue:
        yield _of_title("file_name", document.file_name, title)


def read_preparers(lines: Sequence[str], headings: Sequence[Heading]) -> Counter[str]:
    """The agencies that lines like 编制部门：… name, and above how many forms.

    Those of 主管部门：… count where no other line names one, or where they name the same one more fully (档案局 → 青湾市档案局).
    """
    names = Counter(name for heading in headings if (name := preparer_name(heading.preparer)))
    above = Counter[str]()
    for line in lines:
        name = preparer_name(preparer_in(_MONEY_BEHIND.sub("", line)))
        if name and name not in names:
            (above if compiled("superior").match(line) else names)[name] += 1
    fuller = Counter({name: times for name, times in above.items() if any(name.endswith(own) for own in names)})
    return names + fuller if names else above


def cover_lines(document: Document) -> list[str]:
    """The rows of a cover, which parts names from values (部门名称： | …局, with the colon or without), as lines; [] where none of the first
    tables is one."""
    found: list[str] = []
    for table in document.tables:
        rows = [[printed_label(cell) for cell in row if cell.strip()] for row in table.rows]
        if table.position >= TITLE_PAGE:
            break
        if all(any(_NAMED.search(cell) for cell in row) for row in rows if row):
            found += ["".join(pair) for row in rows for pair in pairwise([*row, ""]) if pair[0].endswith((":", "："))]
            continue
        pairs = [_cover_pairs(row) for row in rows]
        if table.width < 2 or None in pairs:
            break
        found += [f"{name.rstrip(':：')}：{value}" for row in pairs for name, value in row or () if value]
    return found


def _cover_pairs(row: Sequence[str]) -> list[tuple[str, str]] | None:
    """The names of a row of a cover with what stands beside each, "" where nothing does; None where something stands beside no name."""
    pairs: list[tuple[str, str]] = []
    for cell in row:
        if _is_cover_label(cell):
            pairs.append((cell, ""))
        elif pairs and not pairs[-1][1]:
            pairs[-1] = (pairs[-1][0], cell)
        else:
            return None
    return pairs


def _is_cover_label(cell: str) -> bool:
    """Whether a cell is the name of what stands beside it on a cover: 部门名称, 所属年度, 联系电话."""
    return compiled("cover_label").fullmatch(folded(cell).rstrip(":：")) is not None


def read_year_lines(lines: Sequence[str]) -> Iterator[Evidence]:
    """The fiscal year that a line of the title page says by its name: 报表年度：2022年度."""
    for line in lines[:TITLE_PAGE]:
        if said := compiled("year_line").search(folded(line)):
            yield Evidence("year_line", weight("year_line"), line, fiscal_year=year_of(said["year"]))
            return


def read_preparer_years(lines: Sequence[str]) -> Iterator[Evidence]:
    """The fiscal year behind the agency in a line of the title page that names who prepared the report: 部门：青湾市水务局 2022年度."""
    for line in lines[:TITLE_PAGE]:
        said = compiled("preparer_year").search(folded(line))
        if said and is_agency(said["agency"]):
            yield Evidence("preparer_year", weight("preparer_year"), line, fiscal_year=year_of(said["year"]))
            return


def read_kind_lines(lines: Sequence[str]) -> Iterator[Evidence]:
    """The kind, and 部门 or 单位, that a line of the title page says by its name: 报表类型：部门预算公开表; one of 报表名称 only where none of a type
    does. A line with 预算 and 决算 (预算/决算, 部门预算支出经济分类科目决算表) says none."""
    said = [(line, match) for line in lines[:TITLE_PAGE] if (match := compiled("kind_line").search(folded(line)))]
    for line, match in sorted(said, key=lambda one: one[1]["type"] is None):
        title = read_title(match["what"])
        kinds = {kind for _, _, kind in kinds_in(match["what"])}
        if title is not None and title.kind and kinds == {title.kind}:
            yield Evidence("kind_line", weight("kind_line"), line, kind=title.kind, scope=title.scope)
            return


def read_running_heads(document: Document) -> Iterator[Evidence]:
    """A title or an agency's name at the top of several pages."""
    tops: dict[int, list[str]] = {}
    for paragraph in document.paragraphs:
        if paragraph.page is not None and len(tops.setdefault(paragraph.page, [])) < 2:
            tops[paragraph.page].append(folded(paragraph.text))
    counted = Counter(text for texts in tops.values() for text in dict.fromkeys(texts))
    for text, pages in counted.items():
        if pages < _RUNNING:
            continue
        title = read_title(text)
        if title is not None and title.agency and not title.residue:
            yield _of_title("running_head", text, title)
        elif is_agency(text):
            yield Evidence("running_head", weight("running_head"), text, agency=text)


def read_sentences(lines: Sequence[str]) -> Iterator[Evidence]:
    """The first sentence by which an agency publishes its report: 现将2023年度…部门决算公开如下."""
    for i, line in enumerate(lines[:_SEARCHED]):
        if "现" not in line:
            continue
        text = folded(line)
        match = compiled("publishing").search(text) or compiled("publishing").search(
            text + folded("".join(lines[i + 1 : i + 3]))
        )
        title = read_title(match["what"]) if match else None
        if match is None or title is None or title.residue or not (title.year or title.kind):
            continue
        if not title.agency and is_agency(match["who"]):
            title = replace(title, agency=match["who"])
        yield _of_title("sentence", line, title)
        return


def read_overview(lines: Sequence[str]) -> Iterator[Evidence]:
    """The agency that the text says it is of: 第一部分 …局概况, …局是市政府工作部门."""
    name = agency_in_text(lines)
    if name:
        yield Evidence("overview", weight("overview"), name, agency=name)


def read_mentions(place: str, texts: Sequence[str]) -> Iterator[Evidence]:
    """The year and kind that most titles of forms, or first lines, state, however they go on.

    The year stands at the beginning, or behind an ordinal or an agency: in a sentence (比2022年决算…) it may be any.
    """
    counted: Counter[tuple[int, str, str]] = Counter()
    where: dict[tuple[int, str, str], str] = {}
    for text in texts:
        plain = folded(text)
        year = find_year(plain)
        if year is None or not is_lead(plain[: year.start()]):
            continue
        stop = re.search(r"[。，,；;]", plain[year.end() :])
        reach = year.end() + min(stop.start() if stop else len(plain), _AROUND_THE_KIND + 4)
        kinds = [(start, kind) for start, end, kind in kinds_in(plain) if start >= year.end() and end <= reach]
        if not kinds or not kinds[0][1]:
            continue
        start, kind = kinds[0]
        scope = "unit" if plain[:start].endswith("单位") else "department" if plain[:start].endswith("部门") else ""
        key = (year_of(year["year"]), kind, scope)
        counted[key] += 1
        where.setdefault(key, text)
    if not counted:
        return
    best = counted.most_common(1)[0][0]
    scope = best[2] or next((s for (y, k, s), _ in counted.most_common() if (y, k) == best[:2] and s), "")
    yield Evidence(place, weight(place), where[best], fiscal_year=best[0], kind=best[1], scope=scope)


def read_spending(lines: Sequence[str]) -> Iterator[Evidence]:
    """The year of a page on what was spent on the three public expenses (2015年“三公”经费支出说明): an account, where no line speaks of a budget."""
    texts = [folded(line) for line in lines[:FIRST_LINES]]
    if any(kind == "budget" for text in texts for _, _, kind in kinds_in(text)):
        return
    for line, sentence in ((line, part) for line, text in zip(lines, texts, strict=False) for part in text.split("。")):
        year = find_year(sentence)
        if year is None or not is_lead(sentence[: year.start()]):
            continue
        if compiled("spending").search(re.split("[，,；;]", sentence[year.end() :])[0]):
            yield Evidence(
                "spending", weight("spending"), line, fiscal_year=year_of(year["year"]), kind="final_account"
            )
            return


def read_kinds(titles: Sequence[str]) -> Iterator[Evidence]:
    """The kind that most titles of forms say without a year: 支出决算表."""
    counted = Counter(kind for title in titles for _, _, kind in kinds_in(folded(title))[-1:] if kind)
    if counted:
        kind = counted.most_common(1)[0][0]
        text = next(title for title in titles if any(found == kind for _, _, found in kinds_in(folded(title))))
        yield Evidence("form_title", weight("form_title"), text, kind=kind)


def read_bracket_lines(lines: Sequence[str]) -> tuple[str, ...]:
    """The marks of lines of the title page that are nothing but brackets: （征求意见稿）."""
    return tuple(
        mark
        for line in lines[:TITLE_PAGE]
        if re.fullmatch(r"\([^()]{2,12}\)", folded(line))
        for mark in read_marks(folded(line))
    )


_PUBLISHED = re.compile(r"发布(?:日期|时间)\)?[:：]?\s*")


def read_published(document: Document) -> str:
    """The day of publication that the page's data or a line of its record prints, as 2024-08-30; "" where none does."""
    texts = [f"发布时间:{datum.text}" for datum in document.page_data if datum.name == "PubDate"]
    texts += [folded(paragraph.text) for paragraph in document.paragraphs[:FIRST_LINES] if "发" in paragraph.text]
    for text in texts:
        for label in _PUBLISHED.finditer(text):
            if day := date_at(text[label.end() :]):
                return day.isoformat()
    return ""


def agency_beside(lines: Sequence[str], index: int) -> str:
    """The agency on the line above or below a title that has only year and kind."""
    for i in (index - 1, index - 2, index + 1, index + 2, index - 3):
        if 0 <= i < len(lines) and is_agency(lines[i]) and not re.search(r"[:：。]", lines[i]):
            return lines[i]
    joined = "".join(lines[max(0, index - 2) : index])
    return joined if is_agency(joined) else ""


def _of_title(place: str, text: str, title: Title) -> Evidence:
    return Evidence(place, weight(place), text, title.agency, title.year, title.kind, title.scope, title.marks)
