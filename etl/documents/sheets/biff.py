"""Records of Excel workbooks before 2007, decoded by xlrd: sheets, cell by cell.

Source: [MS-XLS], Excel Binary File Format, and its forerunner of Excel 5 and 95. xlrd receives the records that hold what
a page shows and no other: formulas, names, charts and pictures are of no use here, and damage in them is none of ours.
"""

from __future__ import annotations

import codecs
import struct
from collections.abc import Callable
from typing import Any

import xlrd.book
import xlrd.sheet
from xlrd import biffh

from etl.documents.sheets.shared_texts import Runs, shared_texts
from etl.words.folding import lower_whole, raise_note

FORMULA, STRING, RSTRING = biffh.XL_FORMULA, biffh.XL_STRING, biffh.XL_RSTRING
BOF = struct.pack("<H", 0x0809)
"""How the stream of a workbook begins since Excel 5."""
TROUBLE = (
    xlrd.XLRDError,
    struct.error,
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    ArithmeticError,
    AssertionError,
)
"""What xlrd raises on damaged workbooks."""
_FIRST_VERSION = 50
_FIRST_UNICODE = 80
_SHOWN = frozenset(
    {
        *(0x0809, biffh.XL_EOF, biffh.XL_CONTINUE, biffh.XL_FILEPASS, biffh.XL_CODEPAGE, biffh.XL_DATEMODE),
        *(biffh.XL_BOUNDSHEET, biffh.XL_FORMAT, biffh.XL_FONT, biffh.XL_XF, biffh.XL_SST),
        *(biffh.XL_LABELSST, biffh.XL_LABEL, RSTRING, biffh.XL_NUMBER, biffh.XL_RK, biffh.XL_MULRK, biffh.XL_BOOLERR),
        *(FORMULA, STRING, biffh.XL_ROW, biffh.XL_COLINFO, biffh.XL_MERGEDCELLS),
    }
)
_WINDOW1 = 0x003D
_LENIENT = "lenient_"
_SUPERSCRIPT = 1
_EMPTY_RESULT = 3
"""First byte of a formula's result that is an empty text; 0 to 2 are text, truth value, error."""

PutCell = Callable[[int, int, int | None, Any, int], None]
"""Takes a cell: row, column, kind (None for a number), value, number of its style."""


def reason(trouble: Exception) -> str:
    """What is wrong with a workbook, in words: xlrd's own where it gives some."""
    return str(trouble) if isinstance(trouble, xlrd.XLRDError) else "a record is cut off or contradicts itself"


class RunText(str):
    """A text in runs as a cell shows it; the same in a cell whose font is struck out, which holds for what stands before the first run.
    `struck` and `struck_in_struck` count the pieces that are left out as struck out."""

    struck = 0
    in_struck = ""
    struck_in_struck = 0


class ProtectedError(Exception):
    """The workbook is protected by a password."""


class Workbook(xlrd.book.Book):  # type: ignore[misc]
    """What the sheets of a workbook share. Raises one of TROUBLE where it is damaged, ProtectedError."""

    def __init__(self, stream: bytes) -> None:
        super().__init__()
        self.kinds: list[int] = []
        self.active = 0
        self.record = 0
        self.biff2_8_load(file_contents=stream, logfile=_Silence(), formatting_info=True, ragged_rows=True)
        self.biff_version = self.getbof(biffh.XL_WORKBOOK_GLOBALS)
        if self.biff_version < _FIRST_VERSION:
            raise xlrd.XLRDError("it is older than Excel 5")
        self._texts: list[tuple[str, Runs]] = []
        self.parse_globals()
        # by number: in a list a damaged number below zero would name a text from the end
        self._sharedstrings = {n: self.in_runs(*text) for n, text in enumerate(self._texts)}

    def read_sheet(self, number: int, put: PutCell) -> Any:
        """Read a sheet and hand each cell to `put`; returns xlrd's sheet: merged cells, hidden rows and columns, rich texts.

        xlrd itself would keep a place for every cell up to the last one, 17 million in a small file made to do harm.
        """
        self._position = self._sh_abs_posn[number]
        self.getbof(biffh.XL_WORKSHEET)
        sheet = xlrd.sheet.Sheet(self, self._position, self._sheet_names[number], number)
        sheet.put_cell = put
        sheet.read(self)
        return sheet

    def format_codes(self) -> dict[int, str]:
        """The number formats that the file itself states, by number; xlrd's own of the others are those of the United States."""
        return {form.format_key: form.format_str for form in self.format_list}

    def in_runs(self, text: str, runs: Runs) -> str:
        """A text without its struck out runs, whose marks in superscript stay raised; a RunText where it has runs."""
        if not runs or list(runs) != sorted(runs):
            return text
        wide = text.encode("utf-16-le")  # runs count a rare character as two
        ends = [*(start for start, _ in runs[1:]), len(wide)]
        first = wide[: 2 * runs[0][0]].decode("utf-16-le", "replace")
        pieces, struck = [], 0
        for (start, number), end in zip(runs, ends, strict=True):
            piece = wide[2 * start : 2 * end].decode("utf-16-le", "replace")
            font = self.font_list[number] if number < len(self.font_list) else None
            if font is not None and font.struck_out and piece:
                struck += 1
                continue
            raised = font is not None and font.escapement == _SUPERSCRIPT
            pieces.append(raise_note(piece) if raised else piece)
        found = RunText(lower_whole("".join([first, *pieces])))
        found.struck, found.struck_in_struck = struck, struck + bool(first)
        found.in_struck = lower_whole("".join(pieces))
        return found

    def struck_styles(self) -> list[bool]:
        """Whether the font of each style of cells is struck out."""
        fonts = self.font_list
        return [xf.font_index < len(fonts) and bool(fonts[xf.font_index].struck_out) for xf in self.xf_list]

    # What xlrd calls while it reads.

    def get_record_parts(self) -> tuple[int, int, bytes]:
        """The next record that is read; `record` keeps its code, by which a formula's value is told from another."""
        while True:
            code, size, body = super().get_record_parts()
            if code == _WINDOW1:
                self.active = struct.unpack_from("<H", body, 10)[0]
            elif code in _SHOWN:
                self.record = code
                return code, size, self._made_plain(code, body)

    def handle_boundsheet(self, data: bytes) -> None:
        """List a sheet of any kind; xlrd would leave out charts, with their names."""
        self.kinds.append(data[5])
        super().handle_boundsheet(data[:5] + b"\x00" + data[6:])

    def handle_sst(self, data: bytes) -> None:
        """Read the shared texts with the records that continue them."""
        records = [data]
        while (more := self.get_record_parts_conditional(biffh.XL_CONTINUE))[0] is not None:
            records.append(more[2])
        self._texts = list(shared_texts(records))

    def handle_filepass(self, data: bytes) -> None:
        raise ProtectedError

    def derive_encoding(self) -> str:
        """The encoding of texts before Excel 97: GB18030 where the code page is that of China, unknown or not stated."""
        name = {936: "gb18030", 10008: "gb18030", 1200: "utf-16-le", 65001: "utf-8"}.get(
            self.codepage, f"cp{self.codepage}"
        )
        try:
            codecs.lookup(name)
        except LookupError:
            name = "gb18030"
        self.encoding = _LENIENT + name.replace("-", "_")
        return str(self.encoding)

    def _made_plain(self, code: int, body: bytes) -> bytes:
        """A record as xlrd expects it."""
        if code == STRING:
            return self._whole_text(body)
        if code == FORMULA and body[12:14] == b"\xff\xff" and body[6] > _EMPTY_RESULT:
            return (
                body[:6] + bytes([_EMPTY_RESULT]) + body[7:]
            )  # a result that is no value; xlrd would refuse the sheet
        return body

    def _whole_text(self, body: bytes) -> bytes:
        """A formula's text with its length in characters, as xlrd counts: Excel 95 states bytes, later ones halves of surrogate pairs."""
        length = struct.unpack_from("<H", body)[0]
        if self.biff_version < _FIRST_UNICODE:
            text = body[2 : 2 + length]
            return struct.pack("<H", len(text.decode(self.encoding))) + text
        width = 1 + (body[2] & 1)
        text = body[3 : 3 + length * width]
        if len(text) < length * width:
            return body  # the next record continues it
        characters = text.decode("utf-16-le" if width > 1 else "latin-1", "replace")
        return struct.pack("<HB", len(characters), 1) + characters.encode("utf-16-le")


class _Silence:
    """Where xlrd writes its remarks."""

    def write(self, text: str) -> int:
        return len(text)


def _find_lenient(name: str) -> codecs.CodecInfo | None:
    """The codec "lenient_X": X, but a byte that is no text becomes a mark instead of ending the reading of the workbook."""
    if not name.startswith(_LENIENT):
        return None
    codec = codecs.lookup(name.removeprefix(_LENIENT))
    return codecs.CodecInfo(codec.encode, lambda data, _errors="strict": codec.decode(data, "replace"), name=name)


codecs.register(_find_lenient)
