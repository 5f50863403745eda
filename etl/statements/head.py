"""Who published a document, for which year, which kind and scope: read from its cover, its forms' preparer lines and its titles."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from etl.documents.model import Document
from etl.errors import NotAReportError
from etl.statements.model import ReportHead
from etl.statements.title_lines import agency_in_text, title_lines
from etl.statements.titles import Heading, preparer_in
from etl.words.folding import fold, printed_label

_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_YEAR = r"(?P<year>20\d\d|二[〇○零][一二三四五六七八九〇○零]{2})"
_KIND = r"(?P<kind>预决算|预算|决算)"
_COVER = re.compile(
    rf"^(?P<agency>.{{0,60}}?)(?:关于)?(?:公开)?{_YEAR}年?(?:度)?(?P<between>[^。，,；;]{{0,40}}?)\(?(?P<scope>部门|单位)?\)?(?:本级)?(?:综合|收支)?{_KIND}"
    r"(?:信息)?(?:公开)?(?:的)?(?:编制)?(?:情况)?(?:说明|报告|文本|报表|公开表|表|草案|方案|\(草案\)|及说明|目录)*$"
)
_ANYWHERE = re.compile(rf"{_YEAR}年?(?:度)?(?:[^。，,；;]{{0,20}}?)(?P<scope>部门|单位)?(?:综合)?{_KIND}")
_AGENCY = re.compile(
    r"^[\u4e00-\u9fff·（）()“”、0-9]{2,50}(?:局|厅|委|委员会|部|办|办公室|院|会|中心|站|所|校|学校|大学|学院|馆|处|署|台|社|团|室|队|园|医院|政府|街道|镇|乡|公司|厂|库|法院|检察院|联合会|总会|协会|"
    r"管委会|机构|支队|大队|总队|分局|幼儿园|中学|小学|党校|书院|出版社|杂志社|部门|单位|本级|机关|场|基金会|指挥部|政协|人大|农场|林场|水库|工会|妇联|残联|文联|科协|社科联|侨联|工商联|团委|党委|纪委|监委|组织部|宣传部|统战部|政法委|"
    r"编办|红十字会|研究院|研究所|档案馆|图书馆|博物馆|文化馆|保健院|疾控中心|服务中心)(?:（[^）]*）|\([^)]*\))?$"
)
_SUFFIX = re.compile(r"[(（](?:汇总|本级|部门|机关|单位|局本级|本部|合并|部门汇总|部门合并|部门本级)[)）]$")


def read_head(document: Document, headings: Sequence[Heading]) -> ReportHead:
    """Agency, year, kind and scope of the one report in a document.

    The cover decides; where it lacks the agency, the preparer lines (编制部门：…) above the forms do: the name that most
    forms carry. Raises NotAReportError where no agency, no year or no kind is found, or where covers of two reports are.
    """
    lines = title_lines([paragraph.text for paragraph in document.paragraphs])
    covers = _covers(lines)
    titles = [heading.title for heading in headings if heading.title]
    if not covers:
        covers = _from_titles(lines, titles)
    if not covers:
        raise NotAReportError(
            "no title with a year and 预算 or 决算 was found",
            place=document.file_name,
            next_step="load a published budget or final account of one agency, or a conversion of the whole of it",
        )
    agency, year, kind, scope, title = covers[0]
    names = Counter(name for heading in headings if (name := heading.preparer))
    names.update(name for line in lines if (name := printed_label(preparer_in(line))) and name not in names)
    agency = agency or _near(lines, title) or (names.most_common(1)[0][0] if names else "")
    agency = agency or agency_in_text(lines, _AGENCY)
    if not agency:
        raise NotAReportError(
            "no agency: neither the title nor a line like 编制部门：… names one",
            place=document.file_name,
            next_step="load the document with its cover, or with the lines above its forms",
        )
    second = _second_report(document, headings, lines, covers)
    if second:
        raise NotAReportError(
            f"two reports in one file: {title} and {second}",
            place=document.file_name,
            next_step="split the file into one file a report",
        )
    chosen, other_name = _second_name(_bare(agency))
    spellings = Counter(_bare(name) for name in names.elements())
    spellings[chosen] += 1
    top = spellings.most_common(1)[0]
    if top[1] > spellings[chosen] and top[1] >= 3 and _alike(top[0], chosen):
        chosen = top[0]
    chosen = max((name for name in spellings if name == chosen or _is_fuller(name, chosen)), key=len)
    aliases = tuple(
        sorted(
            {
                name
                for name in (*names, agency, *spellings, *other_name)
                if name != chosen
                and (name in other_name or _alike(_bare(name), chosen) or _is_fuller(chosen, _bare(name)))
            }
        )
    )
    if re.search(r"[(（](?:本级|机关|局本级|部门本级|本部)[)）]$", agency):
        scope = "单位"  # an agency without its subordinate units, whatever the title calls the account
    elif not scope:
        scope = "单位" if re.search(r"[(（]单位[)）]$", agency) else "部门"
    return ReportHead(
        agency=chosen,
        fiscal_year=year,
        kind="final_account" if kind == "决算" else "budget",
        scope="unit" if scope == "单位" else "department",
        title=title,
        aliases=aliases,
    )


def _bare(name: str) -> str:
    return _SUFFIX.sub("", _SUFFIX.sub("", printed_label(name)))


def _second_name(name: str) -> tuple[str, tuple[str, ...]]:
    """The first name of an agency that has two (…局（…局）, 加挂牌子), and the second and the whole as other spellings."""
    match = re.match(r"^(?P<first>[^()（）]{4,})[(（](?P<second>[^()（）]{4,})[)）]$", name)
    if match and _AGENCY.match(match["first"]) and _AGENCY.match(match["second"]):
        return match["first"], (match["second"], name)
    return name, ()


def _is_fuller(name: str, shorter: str) -> bool:
    """Whether a name is a shorter one with the divisions above it: 青山市白石区档案局, 白石区档案局."""
    above = name.removesuffix(shorter)
    return (
        len(shorter) >= 4
        and above != name
        and re.fullmatch(r"(?:[^省市州盟区县旗]{2,6}(?:省|自治区|市|州|盟|区|县|旗)){1,3}", above) is not None
    )


def _alike(a: str, b: str) -> bool:
    """Whether two names on one report's own forms can be one agency's: the forms of one report have one preparer; a name that shares
    less than its first half with the other is a subordinate unit's."""
    shared = 0
    for x, y in zip(a, b, strict=False):
        if x != y:
            break
        shared += 1
    return shared * 2 >= min(len(a), len(b)) and shared >= 2


def _year_of(text: str) -> int:
    return int(text.translate(_DIGITS))


def _covers(lines: list[str]) -> list[tuple[str, int, str, str, str]]:
    """Lines that are covers: (agency or "", year, kind, scope word, line). A cover may be broken over two or three lines."""
    found: list[tuple[str, int, str, str, str]] = []
    for i, line in enumerate(lines):
        if len(line) > 80:
            continue
        for take in (1, 2, 3, 4):
            joined = "".join(lines[i : i + take])
            if take > 1 and (len(joined) > 70 or not _may_go_on(lines[i], i)):
                break
            match = _COVER.match(re.sub(r"^[#*\s]+", "", fold_keep(joined)))
            if (
                match is None
                or re.search(r"[:：]|部分|说明.*说明|目标|绩效|^\d|、", match["agency"] + match["between"])
                or _ordinal_start(joined)
            ):
                continue
            agency = _agency_text(match["agency"], match["between"])
            if take > 1 and agency and not _AGENCY.match(agency):
                continue
            kind = "决算" if match["kind"] == "决算" else "预算" if match["kind"] == "预算" else ""
            if not kind:
                continue
            found.append(
                (
                    agency,
                    _year_of(match["year"]),
                    kind,
                    match["scope"] or ("单位" if "单位" in match["between"] else ""),
                    joined,
                )
            )
            break
        if i > 400 and found:
            break
    named = [c for c in found if c[0]]
    return named or found


def _may_go_on(line: str, index: int) -> bool:
    """Whether a cover may be broken after this line: it has the year, or names an agency; on the title page any line may."""
    return index < 12 or bool(re.search(r"20\d\d|二[〇○零]", line) or _AGENCY.match(line))


def _ordinal_start(text: str) -> bool:
    return bool(
        re.match(
            r"^(?:第[一二三四五六七八九十\d]+部分|[一二三四五六七八九十]+、|[(（][一二三四五六七八九十]+[)）]|\d+[.、])",
            text,
        )
    )


def fold_keep(text: str) -> str:
    """Fold digits and brackets, keep the rest, drop white space."""
    return re.sub(r"\s+", "", text.replace("（", "(").replace("）", ")"))


def _agency_text(before: str, between: str) -> str:
    """The agency stands before the year (西安市…局2024年度部门决算) or after it (2024年度西安市…局部门决算)."""
    for text in (before, between):
        name = re.sub(r"^(?:附件\d*[:：]?|关于)", "", text).strip("-—_")
        if name.startswith("(") or name.count("(") != name.count(")"):
            name = name.strip("()")
        name = re.sub(r"(?:部门|单位)$", "", name)
        if text.count("(") != text.count(")"):
            name = text if text.endswith(")") else name
        if len(name) >= 4 and _AGENCY.match(name):
            return name
    return before if len(before) >= 4 and not before.isdigit() and _AGENCY.match(before) else ""


def _near(lines: list[str], title: str) -> str:
    """The agency on the line above or below a cover that has only year and kind."""
    index = next((i for i, line in enumerate(lines) if line and title.startswith(line)), None)
    if index is None:
        return ""
    for i in (index - 1, index - 2, index + 1, index + 2, index - 3):
        if 0 <= i < len(lines) and _AGENCY.match(lines[i]) and not re.search(r"[:：。]", lines[i]):
            return lines[i]
    joined = "".join(lines[max(0, index - 2) : index])
    return joined if _AGENCY.match(joined) else ""


def _from_titles(lines: list[str], titles: list[str]) -> list[tuple[str, int, str, str, str]]:
    """Without a cover: year and kind as most titles and the first lines state them."""
    years: Counter[tuple[int, str, str]] = Counter()
    where: dict[tuple[int, str, str], str] = {}
    for text in [*titles, *lines[:200]]:
        match = _ANYWHERE.search(fold(text))
        if match and match["kind"] in {"预算", "决算"}:
            key = (_year_of(match["year"]), match["kind"], match["scope"] or "")
            years[key] += 1
            where.setdefault(key, text)
    if not years:
        return []
    (year, kind, _), _ = years.most_common(1)[0]
    scope = next((s for (y, k, s), _ in years.most_common() if (y, k) == (year, kind) and s), "")
    return [("", year, kind, scope, where[years.most_common(1)[0][0]])]


def _second_report(
    document: Document, headings: Sequence[Heading], lines: list[str], covers: list[tuple[str, int, str, str, str]]
) -> str:
    """The title of a second report in the document, "" where there is one only.

    Another agency, year or kind in a title proves nothing by itself (chapters have titles too): forms must stand before it and
    after it, and where only the agency differs the same ones twice.
    """
    agency, year, kind, _, _ = covers[0]
    paragraphs = document.paragraphs
    titled = [
        (table.position, heading.bare) for table, heading in zip(document.tables, headings, strict=True) if heading.bare
    ]
    titled = [(position, bare) for position, bare in titled if not re.search("绩效|评价|目录", bare)]
    for other, other_year, other_kind, _, title in covers[1:]:
        at = next(
            (
                p.position
                for p, line in zip(paragraphs, lines, strict=True)
                if line and title.startswith(line) and line != lines[0]
            ),
            None,
        )
        if at is None:
            continue
        before = {bare for position, bare in titled if position < at}
        after = {bare for position, bare in titled if position > at}
        if (other_year, other_kind) != (year, kind):
            if other and len(before) >= 2 and len(after) >= 2:
                return title
        elif other and not _alike(_bare(other), _bare(agency)) and len(before & after) >= 2:
            return title
    return ""
