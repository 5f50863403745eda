"""Reader for web pages: the report's paragraphs and tables, without the page around them.

lxml parses. Instead of pandas' `read_html` on top of it, because that gives tables without the lines around them, a merged cell as so many
cells of the same text, and figures without their separators.
"""

from __future__ import annotations

import email
import email.errors
import email.policy
import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from lxml import etree
from lxml import html as lxml_html

from etl.documents import limits
from etl.documents.builder import DocumentBuilder, check_size, storable, trimmed
from etl.documents.model import Document, Link, PageDatum, Span
from etl.documents.web.unfolded import unfold
from etl.errors import DocumentError, UnrecognisedError
from etl.words.data import load_yaml
from etl.words.folding import lower_whole, raise_note

_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{1,30})", re.I)
_CHINESE = {"gb2312": "gb18030", "gbk": "gb18030", "gb_2312-80": "gb18030", "x-gbk": "gb18030", "cp936": "gb18030"}
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_STRUCK = re.compile(r"text-decoration(?:-line)?\s*:[^;]*line-through", re.I)
_STRUCK_TAGS = frozenset({"del", "s", "strike"})
_RAISES = re.compile(r"vertical-align\s*:\s*super", re.I)
_WHITE = re.compile(r"[ \t\r\n\f]+")
_BETWEEN_CHINESE = re.compile(
    r"(?<=[\u3000-\u30ff\u4e00-\u9fff\uff00-\uffef])\n(?=[\u3000-\u30ff\u4e00-\u9fff\uff00-\uffef])"
)
_TAG_NAME = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:[-:_.][A-Za-z0-9._-]*)*$")
_CELL_TAG = re.compile(r"<t[dh][\s>/]", re.I)
_ROW_TAG = re.compile(r"<(?:(/?table)|tr)[\s>/]", re.I)
_TAG_IN_TEXT = re.compile(r"<(?!/)[^\s<>\w]{1,2}(?:td|tr|th|table|tbody|p|div|span)\b[^<>]{0,40}>", re.I)
_WORDS = re.compile(r"[A-Z]?[a-z0-9]+|[A-Z]+(?![a-z])")
_FIGURE = re.compile(r"\d")
_ATTACHMENT = re.compile(r"\.(?:pdf|docx?|xlsx?|wps|et|zip|rar|ofd)(?:$|[?#])", re.I)
_SAVED_FROM = re.compile(r"<!--\s*saved from url=\(\d+\)(\S+)")
_WEB = re.compile(r"https?://[^\s<>\"]{1,2000}$")
_MAX_LINKS = 300
_SITE_SUFFIX = re.compile(r"\s*[_|｜]\s*|\s+[-–—]\s+|-{2,}")
_META = {
    "articletitle": "ArticleTitle",
    "og:title": "ArticleTitle",
    "title": "ArticleTitle",
    "pubdate": "PubDate",
    "publishdate": "PubDate",
    "article:published_time": "PubDate",
}
"""Names of `<meta>` that government sites use for one thing."""
_MAX_DEPTH = 200
_WORTH_A_WORD = 60
"""Hidden text longer than this is more than a label, and its leaving out is told."""
_SHARE = 0.2
"""An element with more of the page's text than this isn't furniture, whatever its name."""
_ARTICLE_SHARE = 0.5
_LONG_CELL = 200
"""A cell of a one-row table with more characters than this makes it a layout of the page."""


@dataclass(frozen=True, slots=True)
class _Furniture:
    left_out: frozenset[str]
    blocks: frozenset[str]
    words: frozenset[str]
    articles: tuple[str, ...]
    lines: tuple[re.Pattern[str], ...]


@cache
def _furniture() -> _Furniture:
    source = load_yaml(Path(__file__).with_name("web_furniture.yaml").read_text(encoding="utf-8"))
    return _Furniture(
        frozenset(source["left_out"]),
        frozenset(source["blocks"]),
        frozenset(source["words"]),
        tuple(source["articles"]),
        tuple(re.compile(pattern) for pattern in source["lines"]),
    )


def read_html(path: Path, data: bytes) -> Document:
    """Read a web page; `path` names it in messages. Pages on the web have no pages: `page` is None.

    Raises DocumentError: too large, not readable as text, nested beyond reason, nothing in it.
    """
    return _read(path, data, data, "html", None, "")


def read_mhtml(path: Path, data: bytes) -> Document:
    """Read a page that a browser saved as one file (MHTML). Raises DocumentError as `read_html`."""
    message = email.message_from_bytes(data, policy=email.policy.compat32)
    if any(isinstance(defect, email.errors.CloseBoundaryNotFoundDefect) for defect in message.defects):
        raise DocumentError(
            "the file has no end: it was cut off", place=path.name, next_step="fetch or save the page again"
        )
    for part in message.walk():
        if part.get_content_type() == "text/html":
            payload = part.get_payload(decode=True)
            if isinstance(payload, bytes) and payload.strip():
                url = str(message.get("Snapshot-Content-Location") or part.get("Content-Location") or "")
                return _read(path, payload, data, "mhtml", part.get_content_charset(), url)
    raise DocumentError("no page in it", place=path.name, next_step="save the page again as HTML")


def _read(path: Path, page: bytes, data: bytes, format_name: str, charset: str | None, url: str) -> Document:
    if len(page) > limits.MAX_HTML_BYTES:
        raise DocumentError(
            f"{len(page) / 1e6:.0f} MB of HTML; at most {limits.MAX_HTML_BYTES / 1e6:.0f} MB are read",
            place=path.name,
            next_step="split it into reports",
        )
    builder = DocumentBuilder(path.name)
    text, encoding = _decode(page, charset, builder)
    _check_end(text, builder)
    # lxml refuses a text that declares an encoding, and NUL ends a text for it
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", text).replace("\x00", "")
    _refuse_size(text, path)
    try:
        root = lxml_html.document_fromstring(
            text, parser=lxml_html.HTMLParser(no_network=True, huge_tree=False, remove_comments=True, remove_pis=True)
        )
    except (etree.LxmlError, ValueError) as error:
        raise DocumentError(
            f"can't be read as a web page ({error})", place=path.name, next_step="save the page again"
        ) from error
    _refuse_frames(root, path)
    builder.url = _web_address(url) or _web_address(_said_address(root, text))
    _check_tags(root, builder)
    unfolded = unfold(root)
    if unfolded:
        builder.warn(
            f"{unfolded} tables were taken from the page's scripts or fields; the text between them isn't read"
        )
    _Page(root, builder).read()
    return builder.document(format_name, data, encoding=encoding)


def _said_address(root: etree._Element, text: str) -> str:
    """Where the page says that it stands: its canonical address, else what a browser noted when it saved it."""
    for link in root.iter("link"):
        if (link.get("rel") or "").lower() == "canonical":
            return link.get("href") or ""
    for meta in root.iter("meta"):
        if (meta.get("property") or "").lower() == "og:url":
            return meta.get("content") or ""
    saved = _SAVED_FROM.search(text[:4096])
    return saved[1] if saved else ""


def _web_address(url: str) -> str:
    """The address, "" where it is none of the web."""
    url = url.strip()
    return url if _WEB.match(url) else ""


def _refuse_size(text: str, path: Path) -> None:
    """Raise DocumentError where the tags alone say that the page is beyond the bounds: a tree of it takes some thirty times its size."""
    tags, cells = text.count("<"), sum(1 for _ in _CELL_TAG.finditer(text))
    if tags > limits.MAX_TAGS or cells > limits.MAX_CELLS:
        raise DocumentError(
            f"more than {limits.MAX_TAGS:,} tags or {limits.MAX_CELLS:,} table cells",
            place=path.name,
            next_step="split it into reports",
        )
    rows = 0
    for match in _ROW_TAG.finditer(text):
        rows = 0 if match[1] else rows + 1
        if rows > limits.MAX_ROWS:
            check_size(rows, 1, path.name)


def _refuse_frames(root: etree._Element, path: Path) -> None:
    """Raise UnrecognisedError where the page only says which other files it is made of, as a workbook saved as a page does."""
    names = [frame.get("src") or "" for frame in root.iter("frame")]
    if names:
        raise UnrecognisedError(
            f"a page of frames; its content is in other files ({', '.join(names[:5])})",
            place=path.name,
            next_step="put those files into one folder or .zip and load that",
        )


def _check_end(text: str, builder: DocumentBuilder) -> None:
    """Warn of a page that begins and doesn't end; one that ends within a table was cut off, and is refused."""
    text = text.lower()
    if "</html" in text or "</body" in text:
        return
    if text.rfind("<table") > text.rfind("</table"):
        raise DocumentError(
            "the page ends within a table: it was cut off",
            place=builder.file_name,
            next_step="fetch the page again, or save it whole",
        )
    if "<html" in text or "<body" in text:
        builder.warn("the page has no end (</html>): it may have been cut off")


def _check_tags(root: etree._Element, builder: DocumentBuilder) -> None:
    """Warn of tags that no page has: damaged ones, which take the text beside them with them or stand in it."""
    odd: list[str] = []
    for element in root.iter(etree.Element):
        tag = str(element.tag)
        if not _TAG_NAME.match(tag):
            odd.append(tag)
        if tag not in _furniture().left_out:
            odd += _TAG_IN_TEXT.findall(element.text or "")
        odd += _TAG_IN_TEXT.findall(element.tail or "")
    if odd:
        builder.warn(
            f"{len(odd)} damaged tags ({', '.join(tag[:20] for tag in odd[:3])}): what stands beside them may be lost"
        )


def _decode(page: bytes, charset: str | None, builder: DocumentBuilder) -> tuple[str, str]:
    """The page's text and encoding: byte order mark, then what it declares, UTF-8, GB18030."""
    for mark, name in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if page.startswith(mark):
            return page.decode(name, "replace"), name
    declared = _CHARSET.search(page[:4096])
    names = [charset] if charset else []
    names += [declared[1].decode("ascii")] if declared else []
    candidates = [_CHINESE.get(name.lower(), name.lower()) for name in names] + ["utf-8", "gb18030"]
    for name in candidates:
        try:
            return page.decode(name), name
        except (UnicodeDecodeError, LookupError):
            continue
    name = "gb18030" if "gb18030" in candidates[:-1] else "utf-8"
    text = page.decode(name, "replace")
    builder.warn(f"{text.count(chr(0xFFFD))} characters can't be decoded as {name}")
    return text, name


@dataclass(slots=True)
class _Grid:
    """A table's cells with their elements."""

    cells: dict[tuple[int, int], etree._Element] = field(default_factory=dict)
    spans: list[Span] = field(default_factory=list)
    rows: int = 0
    columns: int = 0


class _Page:
    """Walks one page into a builder."""

    def __init__(self, root: etree._Element, builder: DocumentBuilder) -> None:
        self._root = root
        self._builder = builder
        self._rules = _furniture()
        self._line: list[str] = []
        self._length = 1
        self._lines_left_out = 0

    def read(self) -> None:
        body = self._root.find("body")
        body = body if body is not None else self._root
        links = [Link(a.get("href") or "", _line(" ".join(map(str, a.itertext())))) for a in body.iter("a")]
        self._builder.links = [
            link
            for link in dict.fromkeys(links)
            if _ATTACHMENT.search(link.href) or (link.href and _ATTACHMENT.search(link.text))
        ][:_MAX_LINKS]
        attachments = [link.href for link in links if _ATTACHMENT.search(link.href)]
        title = self._title(body)
        self._builder.page_data += self._page_data(body)
        self._drop(body)
        self._length = max(1, len(_plain(body)))
        article = self._article(body)
        if article is None:
            self._drop_furniture(body)
        start = article if article is not None else body
        if title and not self._states(start, title):
            self._builder.paragraph(title, heading=1)
        self._walk(start, 0, None)
        self._flush(None)
        if attachments:
            self._builder.warn(
                f"links to {len(attachments)} files that belong to the page ({', '.join(attachments[:5])}): "
                "put them into one folder or .zip with the page to load them as one report"
            )

    def _title(self, body: etree._Element) -> str:
        """The article's title: as the page's data state it, else its only h1, else the page's title without the site's."""
        for meta in self._root.iter("meta"):
            if (meta.get("name") or "").lower() in ("articletitle", "og:title", "title"):
                title = trimmed(meta.get("content") or "")
                if title:
                    return title
        first = [trimmed(_plain(h1)) for h1 in body.iter("h1")]
        if len(first) == 1 and first[0]:
            return first[0]
        element = self._root.find(".//title")
        return _SITE_SUFFIX.split(trimmed(element.text or ""))[0] if element is not None else ""

    def _page_data(self, body: etree._Element) -> list[PageDatum]:
        """What the page says about itself: its `<title>`, each h1 (or its only h2), and the titles and day of publication among its `<meta>`."""
        found = []
        for meta in self._root.iter("meta"):
            name = _META.get((meta.get("name") or meta.get("property") or "").lower())
            if name:
                found.append(PageDatum(name, trimmed(meta.get("content") or "")))
        headings = [
            (level, _line(" ".join(map(str, one.itertext())))) for level in ("h1", "h2") for one in body.iter(level)
        ]
        # Several h2 are sections, or titles of other pages.
        if len(headings) == 1 or (headings and headings[0][0] == "h1"):
            found += [PageDatum(level, text) for level, text in headings if level == headings[0][0]]
        element = self._root.find(".//title")
        if element is not None:
            found.append(PageDatum("title", trimmed(element.text or "")))
        return [one for one in dict.fromkeys(found) if one.text]

    @staticmethod
    def _states(start: etree._Element, title: str) -> bool:
        return re.sub(r"\s", "", title) in re.sub(r"\s", "", _plain(start)[:2000])

    def _drop(self, body: etree._Element) -> None:
        """Take out what no page prints, scripts, forms' fields, hidden elements; and what it prints as withdrawn: struck out text."""
        struck_runs = 0
        for element in list(body.iter()):
            if element is body or element.getparent() is None:
                continue
            if element.tag in self._rules.left_out:
                _remove(element)
            elif element.get("hidden") is not None or _HIDDEN.search(element.get("style") or ""):
                text = _plain(element)
                if len(text) > _WORTH_A_WORD:
                    self._builder.warn(f"hidden text of {len(text)} characters was left out ({text[:20]} …)")
                _remove(element)
            elif element.tag in _STRUCK_TAGS or _STRUCK.search(element.get("style") or ""):
                struck_runs += bool(_plain(element))
                for inner in element.iter():  # rows and cells stay, without their text
                    inner.text = None
                    if inner is not element:
                        inner.tail = None
        if struck_runs:
            self._builder.warn(f"{struck_runs} pieces of struck out text were left out")

    def _article(self, body: etree._Element) -> etree._Element | None:
        """The one element that holds the article: most of the text and every table with figures."""
        tables = [table for table in body.iter("table") if _FIGURE.search(_plain(table))]
        best: etree._Element | None = None
        for element in body.iter("div", "article", "section", "td", "main", "ucapcontent"):
            names = {(element.get("id") or "").lower(), *(element.get("class") or "").lower().split()}
            names.add(element.tag.lower())
            if not names & set(self._rules.articles):
                continue
            inside = set(element.iter("table"))
            if all(table in inside for table in tables) and len(_plain(element)) >= _ARTICLE_SHARE * self._length:
                best = element  # document order: the innermost comes last
        return best

    def _drop_furniture(self, body: etree._Element) -> None:
        for element in list(body.iter()):
            if element is body or element.getparent() is None or element.tag in ("table", "tr", "td", "th", "tbody"):
                continue
            names = f"{element.get('class') or ''} {element.get('id') or ''} {element.get('role') or ''}"
            words = {word.lower() for word in _WORDS.findall(names)}
            if not words & self._rules.words:
                continue
            with_figures = any(_FIGURE.search(_plain(table)) for table in element.iter("table"))
            if not with_figures and len(_plain(element)) < _SHARE * self._length:
                _remove(element)

    def _walk(self, element: etree._Element, depth: int, heading: int | None) -> None:
        if depth > _MAX_DEPTH:
            raise DocumentError(
                f"elements nested deeper than {_MAX_DEPTH}",
                place=self._builder.file_name,
                next_step="save the page again",
            )
        tag = element.tag if isinstance(element.tag, str) else ""
        if tag == "br":
            self._line.append("\v")
        elif tag == "table":
            self._flush(heading)
            self._table(element, depth)
        else:
            block = tag in self._rules.blocks
            if block:
                self._flush(heading)
            inner = int(tag[1]) if re.fullmatch(r"h[1-6]", tag) else heading
            self._line.append(_white(element.text or "", tag == "pre"))
            for child in element:
                if mark := _raised_mark(child):
                    self._line.append(mark)
                else:
                    self._walk(child, depth + 1, inner)
                self._line.append(_white(child.tail or "", tag == "pre"))
            if block:
                self._flush(inner)

    def _flush(self, heading: int | None) -> None:
        text = _line("".join(self._line))
        self._line.clear()
        for part in text.split("\n") if heading is None else [text.replace("\n", "")]:
            if part and any(rule.match(_WHITE.sub("", part)) for rule in self._rules.lines):
                continue
            self._builder.paragraph(part, heading=heading)

    def _table(self, table: etree._Element, depth: int) -> None:
        place = f"{self._builder.file_name}, table {self._builder.next_table}"
        grid = _grid(table, place)
        for caption in table.iterchildren("caption"):
            self._builder.paragraph(_cell_text(caption))
        texts = {key: _cell_text(cell) for key, cell in grid.cells.items()}
        if self._lays_out(table, grid, texts):
            for row in _rows(table):
                for cell in row.iterchildren("td", "th"):
                    self._walk(cell, depth + 1, None)
                    self._flush(None)
            return
        self._builder.table(
            [[texts.get((r, c), "") for c in range(grid.columns)] for r in range(grid.rows)], grid.spans
        )
        for cell in grid.cells.values():
            for inner in cell.iter("table"):
                if next(inner.iterancestors("table"), None) is table:
                    self._table(inner, depth + 1)

    @staticmethod
    def _lays_out(table: etree._Element, grid: _Grid, texts: dict[tuple[int, int], str]) -> bool:
        """Whether a table only lays out the page: of one column, around other tables, or prose side by side."""
        filled: dict[int, int] = {}
        for (row, _), text in texts.items():
            filled[row] = filled.get(row, 0) + bool(text)
        rows_of_cells = sum(1 for count in filled.values() if count > 1)
        if grid.columns <= 1 or (rows_of_cells == 0 and not any(_FIGURE.search(text) for text in texts.values())):
            return True
        if len(list(table.iter("table"))) > 1 and rows_of_cells < 2:
            return True
        return len(filled) == 1 and any(len(text) > _LONG_CELL for text in texts.values())


def _grid(table: etree._Element, place: str) -> _Grid:
    """A table's cells on their places, with merged cells resolved."""
    grid = _Grid()
    taken: set[tuple[int, int]] = set()
    rows = _rows(table)
    for r, row in enumerate(rows):
        c = 0
        for cell in row.iterchildren("td", "th"):
            while (r, c) in taken:
                c += 1
            across = _span(cell.get("colspan"), 1000)
            down = len(rows) - r if cell.get("rowspan") == "0" else _span(cell.get("rowspan"), len(rows) - r)
            check_size(len(rows), c + across, place)
            grid.cells[r, c] = cell
            if down > 1:  # cells of the same row never meet again
                taken.update((r + dr, c + dc) for dr in range(1, down) for dc in range(across))
            if down * across > 1:
                grid.spans.append(Span(r, c, down, across))
            c += across
        grid.columns = max(grid.columns, c)
        if len(taken) > limits.MAX_CELLS:
            check_size(limits.MAX_ROWS + 1, grid.columns, place)
    grid.rows = len(rows)
    check_size(grid.rows, grid.columns, place)
    return grid


def _rows(table: etree._Element) -> list[etree._Element]:
    """A table's own rows as shown: the foot comes last wherever it stands."""
    rows: list[etree._Element] = []
    foot: list[etree._Element] = []
    for child in table:
        if child.tag == "tr":
            rows.append(child)
        elif child.tag in ("thead", "tbody"):
            rows += child.iterchildren("tr")
        elif child.tag == "tfoot":
            foot += child.iterchildren("tr")
    return rows + foot


def _span(value: str | None, limit: int) -> int:
    match = re.match(r"\s*(\d{1,6})", value or "")
    return max(1, min(int(match[1]), limit)) if match else 1


def _cell_text(cell: etree._Element) -> str:
    """The text of a cell without the tables in it; a break or a new block is a line break."""
    pieces: list[str] = []
    blocks = _furniture().blocks

    def walk(element: etree._Element, depth: int) -> None:
        if depth > _MAX_DEPTH:
            return
        pieces.append(_white(element.text or "", element.tag == "pre"))
        for child in element:
            if child.tag == "br":
                pieces.append("\v")
            elif mark := _raised_mark(child):
                pieces.append(mark)
            elif child.tag != "table":
                block = child.tag in blocks
                pieces.append("\v" if block else "")
                walk(child, depth + 1)
                pieces.append("\v" if block else "")
            pieces.append(_white(child.tail or "", element.tag == "pre"))

    walk(cell, 0)
    return _line("".join(pieces))


def _line(text: str) -> str:
    """Collapse white space as browsers do; "\\v" stands for a line break that is shown."""
    parts = [trimmed(_WHITE.sub(" ", _BETWEEN_CHINESE.sub("", part))) for part in text.split("\v")]
    return lower_whole("\n".join(part for part in parts if part))


def _raised_mark(element: etree._Element) -> str:
    """The mark of a footnote that an element prints raised, in characters that stay raised; "" for any other element."""
    if element.tag != "sup" and not _RAISES.search(element.get("style") or ""):
        return ""
    text = _plain(element)
    mark = raise_note(text)
    return mark if mark != text else ""


def _white(text: str, preformatted: bool) -> str:
    return text.replace("\r\n", "\n").replace("\n", "\v") if preformatted else text


def _plain(element: etree._Element) -> str:
    return "".join("".join(str(piece) for piece in element.itertext()).split())


def _remove(element: etree._Element) -> None:
    """Take an element out and leave the text behind it where it is."""
    parent = element.getparent()
    previous = element.getprevious()
    tail = storable(element.tail or "")
    if previous is not None:
        previous.tail = storable(previous.tail or "") + tail
    else:
        parent.text = storable(parent.text or "") + tail
    parent.remove(element)
