"""Two hundred broken and hostile files: what becomes of each, in what time and memory. `python -m benchmarks.broken [--seed N] [--list]`.

Each file is read and interpreted in a process of its own, as `gongkai load` does, with the same bounds. Damage is done at random to a
random report in every format; the rest is built here. A damaged file that gives a report is compared with the sound one.
"""

from __future__ import annotations

import argparse
import io
import os
import pickle
import random
import resource
import signal
import statistics
import struct
import tempfile
import time
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from etl.loading.reading import MEMORY_BYTES, TIMEOUT, Unread, read_one
from etl.report import Report
from etl.statements.doubt import broken_sums
from samples.maker.roundtrip import make_trip
from tests.documents import makers

FORMATS = ("txt", "html", "docx", "xlsx", "xls", "pdf")
OUTCOMES = (
    "refused",
    "whole",
    "differs: said",
    "differs: sums",
    "differs: silent",
    "internal error",
    "hung or crashed",
)
"""A message that says what to do; the sound file's figures; other figures, and what is missing or damaged is told with the report (more than is
told of the sound file); other figures, and sums of its forms that held don't (the audit lists them); the forms' figures, and
a sentence that says another thing, as a changed character can't be told from a printed one; and the three that may not be."""
FAILURES = OUTCOMES[5:]


@dataclass(frozen=True, slots=True)
class Result:
    """What became of a file. `seconds` of processor time, `megabytes` that the process grew by at most."""

    group: str
    name: str
    outcome: str
    detail: str
    seconds: float
    megabytes: float


@dataclass(frozen=True, slots=True)
class Seen:
    """What a report says: its figures in order, the amounts of its prose (without what they are of), what is told with it, and how many of its sums don't hold."""

    figures: tuple[object, ...]
    prose: tuple[object, ...]
    told: frozenset[str]
    broken_sums: int


@dataclass(frozen=True, slots=True)
class Broken:
    """A broken file, and the sound one's figures if it is to be compared."""

    group: str
    name: str
    data: bytes
    sound: Seen | None = None


def damaged(chance: random.Random, folder: Path) -> Iterator[Broken]:
    """Random damage of transport and storage to a report in every format, and whole reports under a wrong name."""
    for number, suffix in enumerate(FORMATS):
        trip = make_trip(number + 1, folder, suffix=suffix, defects=[], glossary=True)
        data = trip.path.read_bytes()
        sound = seen(read_one(trip.path))
        for n in range(12):
            yield Broken("cut off", f"cut-{n}.{suffix}", data[: chance.randrange(1, len(data))], sound)
        for n in range(11):
            changed = bytearray(data)
            for _ in range(chance.choice((1, 4, 30, 300))):
                changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
            yield Broken("bytes flipped", f"flipped-{n}.{suffix}", bytes(changed), sound)
        for n in range(5):
            start = chance.randrange(len(data))
            end = min(len(data), start + chance.randrange(1, 5000))
            piece = data[start:end] * chance.choice((0, 2))
            yield Broken("piece lost or doubled", f"piece-{n}.{suffix}", data[:start] + piece + data[end:], sound)
        wrong = FORMATS[(number + 2) % len(FORMATS)]
        yield Broken("wrong extension", f"{suffix}-named.{wrong}", data, sound)


def hostile() -> Iterator[Broken]:
    """Passwords, bombs, noise, formulas without values, and what is no report at all."""
    yield Broken("password", "new.xlsx", makers.compound_file("EncryptedPackage", b"\x01" * 5000))
    yield Broken("password", "new.docx", makers.compound_file("EncryptedPackage", b"\x02" * 9000))
    yield Broken(
        "password", "old.doc", makers.compound_file("WordDocument", b"\xec\xa5\xc1\x00" + bytes(6) + b"\x00\x01")
    )
    book = struct.pack("<HHHH", 0x0809, 16, 0x0600, 5) + bytes(12) + struct.pack("<HH", 0x002F, 6) + bytes(6)
    yield Broken("password", "old.xls", makers.compound_file("Workbook", book))
    locked = bytearray(makers.zipped({"page.html": makers.page()}))
    locked[6] |= 1
    locked[locked.rindex(b"PK\x01\x02") + 8] |= 1
    yield Broken("password", "locked.zip", bytes(locked))
    yield Broken("password", "locked.pdf", _locked_pdf())
    bomb = _bomb("word/document.xml", 300)
    yield Broken("bomb", "bomb.docx", bomb)
    lying = bytearray(bomb)
    place = lying.rindex(b"PK\x01\x02")
    lying[place + 24 : place + 28] = struct.pack("<I", 1000)
    yield Broken("bomb", "lying.docx", bytes(lying))
    yield Broken("bomb", "nested.zip", makers.zipped({"a.zip": _bomb("big.txt", 300)}))
    yield Broken("bomb", "gigabytes.pdf", _pdf([_packed(600)]))
    entities = (
        b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
        b"<!ENTITY c '&b;&b;&b;&b;&b;&b;&b;&b;'>]><a>&c;&c;</a>"
    )
    for suffix, part, whole in (
        ("docx", "word/document.xml", makers.word()),
        ("xlsx", "xl/workbook.xml", makers.workbook()),
        ("ods", "content.xml", makers.open_document()),
    ):
        with zipfile.ZipFile(io.BytesIO(whole)) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        yield Broken("XML entities", f"entities.{suffix}", makers.zipped({**parts, part: entities}))
    chance = random.Random(5)  # noqa: S311
    noise = [
        b"BT /F 9 Tf 50 %d Td (%s) Tj ET" % (chance.randrange(800), chance.randbytes(40).hex().encode())
        for _ in range(5000)
    ]
    yield Broken("noise", "5000-pages.pdf", _pdf(noise))
    yield Broken("noise", "1400-pages.pdf", _pdf(noise[:1400]))
    yield Broken("noise", "random.pdf", b"%PDF-1.5\n" + chance.randbytes(300_000))
    yield Broken("noise", "random.txt", chance.randbytes(300_000))
    yield Broken("noise", "random.zip", b"PK\x03\x04" + chance.randbytes(300_000))
    formulas = "".join(
        f'<row r="{r}"><c r="A{r}" t="str"><v>项目{r}</v></c><c r="B{r}"><f>C{r}*2</f></c></row>' for r in range(1, 40)
    )
    yield Broken("formulas without values", "formulas.xlsx", makers.bare_workbook(formulas))
    yield Broken("formulas without values", "titled.xlsx", _formulas())
    yield Broken("no report", "empty.pdf", b"")
    yield Broken("no report", "zeros.docx", bytes(100_000))
    yield Broken("no report", "program.txt", b"\x7fELF\x02\x01\x01" + chance.randbytes(50_000))
    yield Broken("no report", "packed.rar", b"Rar!\x1a\x07\x01\x00" + bytes(200))
    yield Broken("no report", "packed.7z", b"7z\xbc\xaf\x27\x1c" + bytes(200))
    yield Broken("no report", "report.ofd", makers.zipped({"OFD.xml": b"<ofd/>"}))
    yield Broken("no report", "picture.png", b"\x89PNG\r\n\x1a\n" + bytes(100))
    yield Broken("no report", "letter.txt", "今天天气很好，没有预算。".encode())
    yield Broken("no report", "nested.html", b"<html><body>" + b"<div>" * 100_000 + b"1")


def seen(outcome: object) -> Seen:
    """What a report says. Fails where there is none."""
    assert isinstance(outcome, Report), outcome
    statements = outcome.interpretation.statements
    told = [*outcome.document.warnings, *(gap.detail for gap in outcome.gaps)]
    told += [f"unknown table {one.title} {one.numeric_cells}" for one in outcome.interpretation.unknown]
    told += [
        f"not understood: {cell.text}"
        for statement in statements
        for cell in statement.left
        if cell.reason == "not_understood"
    ]
    told += [f"column without measure: {column}" for statement in statements for column in statement.unmapped_columns]
    told += [f"no unit of money: {one.title}" for one in statements if one.figures and not one.unit]
    told += [f"sentence: {sentence}" for _, sentence in outcome.narrative.not_understood]
    return Seen(
        tuple(
            (statement.form, f.row_code, f.row_label, f.measure, f.amount_yuan, f.value, f.unit)
            for statement in statements
            for f in statement.figures
        ),
        tuple((one.metric, one.value, one.unit) for one in outcome.narrative.disclosures),
        frozenset(told),
        sum(len(broken_sums(statement)) for statement in statements),
    )


def judged(broken: Broken, outcome: object) -> tuple[str, str]:
    """The outcome in words, and the message or what is told."""
    if isinstance(outcome, Unread):
        return ("internal error" if "internal error" in outcome.message else "refused"), outcome.message
    found = seen(outcome)
    sound = broken.sound or Seen((), (), frozenset(), 0)
    if broken.sound and (found.figures, found.prose) == (sound.figures, sound.prose):
        return "whole", ""
    more = sorted(found.told - sound.told)
    count = f"{len(found.figures)} figures of {len(sound.figures)}, {len(found.prose)} of prose of {len(sound.prose)}"
    if more:
        return "differs: said", "; ".join([count, *more[:2]])
    if found.broken_sums > sound.broken_sums:
        return "differs: sums", count
    return ("differs: prose" if found.figures == sound.figures else "differs: silent"), count


def tried(broken: Broken, folder: Path) -> Result:
    """Read a file in a process of its own."""
    path = folder / broken.name
    path.write_bytes(broken.data)
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        signal.alarm(int(TIMEOUT))
        resource.setrlimit(resource.RLIMIT_DATA, (MEMORY_BYTES, resource.getrlimit(resource.RLIMIT_DATA)[1]))
        before, started = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
        try:
            found = judged(broken, read_one(path))
        except BaseException as error:  # noqa: BLE001 - it is the result
            found = ("internal error", repr(error))
        grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
        with os.fdopen(writing, "wb") as pipe:
            pickle.dump((*found, time.process_time() - started, grown / 1024), pipe)
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        data = pipe.read()
    _, status = os.waitpid(child, 0)
    path.unlink()
    if not data:
        return Result(broken.group, broken.name, "hung or crashed", f"status {status}", TIMEOUT, 0.0)
    return Result(broken.group, broken.name, *pickle.loads(data))  # noqa: S301 - our own process wrote it


def table(results: list[Result]) -> str:
    """Counts by kind of damage and outcome, with processor time and memory."""
    lines = [f"{'':24}" + "".join(f"{one:>17}" for one in OUTCOMES) + f"{'median s':>10}{'most s':>8}{'most MB':>9}"]
    for group in [*dict.fromkeys(one.group for one in results), ""]:
        own = [one for one in results if group in ("", one.group)]
        counts = Counter(one.outcome for one in own)
        lines.append(
            f"{group or 'all ' + str(len(own)):24}"
            + "".join(f"{counts[outcome] or '':>17}" for outcome in OUTCOMES)
            + f"{statistics.median(one.seconds for one in own):>10.2f}{max(one.seconds for one in own):>8.1f}"
            + f"{max(one.megabytes for one in own):>9.0f}"
        )
    return "\n".join(lines)


def _bomb(name: str, megabytes: int) -> bytes:
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open(name, "w", force_zip64=True) as out,
    ):
        for _ in range(megabytes):
            out.write(b" " * 1_000_000)
    return buffer.getvalue()


def _packed(megabytes: int) -> bytes:
    packer = zlib.compressobj(9)
    body = b"".join(packer.compress(b" " * 1_000_000) for _ in range(megabytes)) + packer.flush()
    return b"<</Filter/FlateDecode/Length %d>>stream\n" % len(body) + body + b"\nendstream"


def _pdf(contents: list[bytes]) -> bytes:
    """A PDF of a page for each content stream."""
    kids = b" ".join(b"%d 0 R" % (3 + 2 * n) for n in range(len(contents)))
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[%s]/Count %d/MediaBox[0 0 595 842]>>" % (kids, len(contents)),
    ]
    font = b"/Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>"
    for n, content in enumerate(contents):
        objects.append(b"<</Type/Page/Parent 2 0 R/Contents %d 0 R/Resources<<%s>>>>" % (4 + 2 * n, font))
        is_object = content.startswith(b"<<")
        objects.append(content if is_object else b"<</Length %d>>stream\n" % len(content) + content + b"\nendstream")
    data, places = b"%PDF-1.5\n", []
    pieces = [data]
    length = len(data)
    for number, body in enumerate(objects, start=1):
        places.append(length)
        pieces.append(b"%d 0 obj\n" % number + body + b"\nendobj\n")
        length += len(pieces[-1])
    table = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + b"".join(
        b"%010d 00000 n \n" % p for p in places
    )
    return (
        b"".join(pieces)
        + table
        + b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, length)
    )


def _locked_pdf() -> bytes:
    from reportlab.lib.pdfencrypt import StandardEncryption
    from reportlab.pdfgen.canvas import Canvas

    buffer = io.BytesIO()
    canvas = Canvas(buffer, encrypt=StandardEncryption("secret"))
    canvas.drawString(50, 700, "1,234.50")
    canvas.save()
    return buffer.getvalue()


def _formulas() -> bytes:
    """A titled form whose amounts are formulas that no program has calculated."""
    import openpyxl

    book = openpyxl.Workbook()
    for row in (
        ["青山市白石区档案局2024年部门决算"],
        ["收入决算表"],
        ["单位：万元"],
        ["科目编码", "科目名称", "本年收入合计", "财政拨款收入"],
    ):
        book.active.append(row)
    for n in range(5, 25):
        book.active.append([f"20{n:02}", "项目", f"=D{n}*1", f"=SUM(C{n})"])
    return makers.saved_workbook(book)


def main(seed: int, *, every: bool) -> int:
    """Print the table, the files that may not be, and every file where asked. 1 if there is an internal error, a hang or a crash."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        results = []
        for broken in [*damaged(random.Random(seed), folder), *hostile()]:  # noqa: S311
            results.append(tried(broken, folder))
            if every or results[-1].outcome in FAILURES:
                print(
                    f"{results[-1].outcome:24}{results[-1].name:24}{results[-1].seconds:6.1f} s {results[-1].detail[:150]}",
                    flush=True,
                )
    print(table(results))
    return int(any(one.outcome in FAILURES for one in results))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m benchmarks.broken", description=__doc__)
    parser.add_argument("--seed", type=int, default=1, help="of the random damage (1)")
    parser.add_argument("--list", action="store_true", help="every file with its message")
    given = parser.parse_args()
    raise SystemExit(main(given.seed, every=given.list))
