"""How far a table of copied text goes: the lines of its header and those of its rows."""

from __future__ import annotations

import re
from collections.abc import Sequence

from etl.documents.plain.counted.words import CODE, DASH, HAN, LABEL_HEAD, MONEY, NUMBERING, ORDINAL, WHOLE, words_of

_SENTENCE = re.compile(r"[。；;!！?？]|\.{4}|…{2}|·{4}")
_CAPTION = re.compile(
    r"表(?:[（(].{1,20}[)）])?$|(?:单位|部门|日期|机关|时间)(?:名称)?\s*[:：]|^(?:部门|单位)?公开\s*表?\s*\d+\s*表?$|[:：]$|^(?:备?注|说明)\d*[:：]"
    r"|^第.{1,3}部分|^[-—–－\s]*\d{1,4}[-—–－\s]*$|^附[件表]"
)
"""What stands above or below a table, and the number of a page."""
_PAGE_NUMBER = re.compile(r"[-—–－\s]*\d{1,4}[-—–－\s]*|第\s*\d+\s*页.*")
_LONGEST_LABEL = 45
_FEWEST_ROWS = 2
_MOST_HEADER_LINES = 8


def extent_of(lines: Sequence[str]) -> tuple[list[str], list[str], int] | None:
    """(header lines, body lines, lines taken) where a table begins with the first line."""
    header: list[str] = []
    at = 0
    while at < len(lines) and len(header) <= _MOST_HEADER_LINES:
        text = lines[at].strip()
        if text and _is_body(text):
            break
        if text:
            if not _is_header(text):
                return None
            header.append(text)
        at += 1
    if not header or at >= len(lines) or not any(len(words_of(line)) > 1 for line in header):
        return None
    body: list[str] = []
    first = words_of(lines[at])
    if len(header) > 1 and not any(HAN.search(word) for word in first) and len(words_of(header[-1])) == 1:
        body.append(header.pop())  # the first line of a wrapped label, beside figures
    end = at
    pieces = 0
    skip = 0
    for n in range(at, len(lines)):
        text = lines[n].strip()
        if not text or n < skip:
            continue
        if _PAGE_NUMBER.fullmatch(text) or text == header[0]:
            # the next page, with the same header again
            skip = _behind_header(lines, n, header)
            if skip:
                body += _pieces(lines[end:n])
                end, pieces = skip, 0
                continue
        if _is_body(text):
            body += [*_pieces(lines[end:n]), text]
            end, pieces = n + 1, 0
            continue
        pieces += 1
        words = words_of(text)
        if (
            len(words) > 2
            or pieces > 4
            or _SENTENCE.search(text)
            or _CAPTION.search(text)
            or len(text) > _LONGEST_LABEL
        ):
            break
        if (
            len(words) == 1
            and ORDINAL.match(text) is None
            and pieces == 1
            and len(text) <= 12
            and not _follows(lines, n)
        ):
            body.append(text)
            end = n + 1
    if sum(1 for line in body if _is_body(line)) < _FEWEST_ROWS:
        return None
    return header, body, end


def _is_body(line: str) -> bool:
    """Whether a line is a row: two words or more, an amount, a dash or a code among them."""
    words = words_of(line)
    if len(words) < 2 or _SENTENCE.search(line) or _CAPTION.search(line.strip()):
        return False
    if NUMBERING.match(words[0]) or all(LABEL_HEAD.match(word) or WHOLE.fullmatch(word) for word in words):
        return bool(WHOLE.fullmatch(words[0])) and any(CODE.fullmatch(word) for word in words[:1])
    return any(MONEY.fullmatch(word) or DASH.fullmatch(word) for word in words[1:]) or bool(
        WHOLE.fullmatch(words[-1]) and any(HAN.search(word) for word in words)
    )


def _is_header(line: str) -> bool:
    """Whether a line can be one of a header: short words without amounts."""
    text = line.strip()
    return (
        not _SENTENCE.search(text)
        and not _CAPTION.search(text)
        and not any(MONEY.fullmatch(word) or DASH.fullmatch(word) for word in text.split())
        and all(len(word) <= 24 for word in text.split())
    )


def _pieces(lines: Sequence[str]) -> list[str]:
    """What stands between rows: pieces of labels. Numbers of pages are none."""
    return [text for line in lines if (text := line.strip()) and not _PAGE_NUMBER.fullmatch(text)]


def _behind_header(lines: Sequence[str], at: int, header: Sequence[str]) -> int:
    """The line behind a repeated header that begins at a line, or behind a page's number there; 0 where none does."""
    start = at + 1 if _PAGE_NUMBER.fullmatch(lines[at].strip()) else at
    wanted = list(header)
    for n in range(start, len(lines)):
        text = lines[n].strip()
        if not text:
            continue
        if text != wanted[0]:
            return 0
        wanted.pop(0)
        if not wanted:
            return n + 1
    return 0


def _follows(lines: Sequence[str], at: int) -> bool:
    """Whether another row comes soon after a line: then what stands between is sorted out with it."""
    following = [line for line in lines[at + 1 : at + 6] if line.strip()][:3]
    return any(_is_body(line) for line in following)
