"""However reports are split into documents, in whatever order, runs and by however many loaders these come: the same `core`, the same marts.

A few examples in any run, always the same; `GONGKAI_FUZZ=N` tries N / 100 times as many, others each time.
"""

from __future__ import annotations

import os
import re
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from pydantic import SecretStr

from etl.loading.load import load_files
from etl.settings import Settings
from etl.warehouse.build import build
from etl.warehouse.engine import connect
from etl.warehouse.schema import empty
from tests.dbt.test_same_rows import digests
from tests.dbt.warehouse import build_from_nothing
from tests.publication.made import contents

Connection = psycopg.Connection[Any]

SAMPLES = Path(__file__).resolve().parents[2] / "samples"
NAMES = ("qingxi-library-2022-budget", "baisha-museum-2024-budget", "qingxi-library-2023-final-account")
PIECES = 4
"""So many pieces of a sample make a publication: forms and sections of its prose."""
FUZZ = int(os.environ.get("GONGKAI_FUZZ", "0"))
EXAMPLES = 4 * max(1, FUZZ // 100)

_FORM = re.compile(r"^(?:预算\d+表\n\n)?[^\n\t]{2,40}表$")
_SECTION = re.compile(r"^[一二三四五六七八九十]+、")
_FIGURE = re.compile(r"(?<=\t)\d{2,6}\.\d\d(?=[\t\n])")


@dataclass(frozen=True)
class Sample:
    """A sample in pieces: its agency, its title, and what can be taken apart."""

    agency: str
    title: str
    pieces: tuple[str, ...]


def in_pieces(name: str) -> Sample:
    """A sample's forms and sections; front and contents, which announce the whole, are left out."""
    blocks = (SAMPLES / f"{name}.txt").read_text("utf-8").split("\n\n")
    pieces: list[list[str]] = []
    started = False
    for block in blocks[2:]:
        is_form = bool(_FORM.match(block.strip()))
        if is_form or (started and _SECTION.match(block)):
            pieces.append([])
            started = True
        if started:
            pieces[-1].append(block)
    texts = ["\n\n".join(piece) for piece in pieces]
    return Sample(blocks[0].strip(), blocks[1].strip(), tuple(text for text in texts if re.search(r"\d\.\d\d", text)))


@dataclass(frozen=True)
class Made:
    """Documents of one folder, name → text, and the orders in which they come: runs, each of some loaders with their files."""

    documents: dict[str, str]
    orders: tuple[tuple[tuple[tuple[str, ...], ...], ...], ...]


@st.composite
def made(draw: st.DrawFn, *, orders: int = 2) -> Made:
    sample = in_pieces(draw(st.sampled_from(NAMES)))
    size = min(PIECES, len(sample.pieces))
    first = draw(st.integers(0, len(sample.pieces) - size))
    pieces = sample.pieces[first : first + size]
    place = [draw(st.integers(0, 2)) for _ in pieces]
    documents: dict[str, str] = {}
    for number in sorted(set(place)):
        own = [piece for piece, at in zip(pieces, place, strict=True) if at == number]
        has_head = number == min(place) or draw(st.booleans())
        text = "\n\n".join([sample.agency, sample.title, *own] if has_head else own)
        documents[f"{number}{'' if has_head else '附件'}.txt"] = text + "\n"
    for number in range(draw(st.integers(0, 2))):
        chosen = draw(st.lists(st.sampled_from(pieces), min_size=1, max_size=size, unique=True))
        documents[f"v{number}.txt"] = version(draw, sample, chosen)
    return Made(documents, tuple(order(draw, sorted(documents)) for _ in range(orders)))


def version(draw: st.DrawFn, sample: Sample, pieces: Sequence[str]) -> str:
    """Another version of some pieces: a figure is changed, and words may say what it is."""
    text = "\n\n".join(pieces)
    figures = list(_FIGURE.finditer(text))
    if figures and draw(st.booleans()):
        figure = draw(st.sampled_from(figures))
        text = f"{text[: figure.start()]}{int(figure[0][0]) % 9 + 1}{figure[0][1:]}{text[figure.end() :]}"
    title, words = draw(
        st.sampled_from(
            [
                (sample.title, ""),
                (f"{sample.title}（更正）", ""),
                (sample.title, "更正说明：以本件为准。"),
                (sample.title, "（草案）"),
                (f"{sample.title}（作废）", ""),
                (sample.title, "公开日期：2024年9月30日"),
                (sample.title, "公开日期：2024年10月8日"),
            ]
        )
    )
    return "\n\n".join(part for part in (sample.agency, title, words, text) if part) + "\n"


def order(draw: st.DrawFn, names: Sequence[str]) -> tuple[tuple[tuple[str, ...], ...], ...]:
    """Runs one after the other, each of one to three loaders at once with their files."""
    left = list(draw(st.permutations(names)))
    runs = []
    while left:
        size = draw(st.integers(1, len(left)))
        run, left = left[:size], left[size:]
        loaders = draw(st.integers(1, min(3, size)))
        runs.append(tuple(tuple(run[i::loaders]) for i in range(loaders)))
    return tuple(runs)


def come(database: str, folder: Path, runs: Sequence[Sequence[Sequence[str]]]) -> None:
    """Load files in runs, each by its loaders at once."""
    problems: list[BaseException] = []

    def load(names: Sequence[str]) -> None:
        try:
            with connect(database) as own:
                results = load_files([folder / name for name in names], own)
            problems.extend(AssertionError(one.error) for one in results if one.status == "failed")
        except BaseException as error:  # noqa: BLE001 - it is raised below
            problems.append(error)

    for run in runs:
        threads = [threading.Thread(target=load, args=(names,)) for names in run]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    if problems:
        raise problems[0]


def put(folder: Path, documents: dict[str, str]) -> Path:
    """The documents as files of an empty folder."""
    folder.mkdir(exist_ok=True)
    for old in folder.iterdir():
        old.unlink()
    for name, text in documents.items():
        (folder / name).write_text(text, "utf-8")
    return folder


@pytest.mark.timeout(3600)
@pytest.mark.usefixtures("read_once")
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=not FUZZ,
    phases=(Phase.explicit, Phase.reuse, Phase.generate, *((Phase.shrink,) if FUZZ else ())),
    suppress_health_check=list(HealthCheck),
)
@given(example=made())
def test_any_split_order_and_loaders_give_the_same_core(
    database: str, connection: Connection, tmp_path: Path, example: Made
) -> None:
    folder = put(tmp_path / "folder", example.documents)
    empty(connection)
    come(database, folder, [[sorted(example.documents)]])
    expected = contents(connection)
    for runs in example.orders:
        empty(connection)
        come(database, folder, runs)
        found = contents(connection)
        differing = {name: (expected[name], found[name]) for name in expected if found[name] != expected[name]}
        assert not differing, (runs, example.documents)


@pytest.mark.timeout(900)
@pytest.mark.usefixtures("read_once")
def test_any_order_and_number_of_builds_give_the_same_marts(
    database: str, connection: Connection, tmp_path: Path, home_with_builds: Path
) -> None:
    """One publication of parts, an annex without a head and a correction: all at once, and one after the other (with `GONGKAI_FUZZ`, a build between)."""
    sample = in_pieces(NAMES[2])
    head = [sample.agency, sample.title]
    documents = {
        "1.txt": "\n\n".join([*head, *sample.pieces[:3]]),
        "附件.txt": "\n\n".join(sample.pieces[3:6]),
        "2.txt": "\n\n".join([*head, *sample.pieces[6:]]),
        "3.txt": "\n\n".join(
            [sample.agency, f"{sample.title}（更正）", sample.pieces[1].replace("1066.39", "1066.93")]
        ),
    }
    folder = put(tmp_path / "folder", documents)
    own = Settings(database_url=SecretStr(database), home=home_with_builds)
    come(database, folder, [[("附件.txt", "3.txt")]])
    if FUZZ:
        assert build(own).errors == ()
    come(database, folder, [[("2.txt",), ("1.txt",)]])
    assert build(own).errors == ()
    stepwise, core = digests(connection), contents(connection)
    empty(connection)
    come(database, folder, [[sorted(documents)]])
    assert contents(connection) == core
    assert build_from_nothing(own).errors == ()
    assert digests(connection) == stepwise
