"""Documents kept by content: used for the very same file only, bounded, and never more than documents."""

from __future__ import annotations

import os
import pickle
import zlib
from pathlib import Path

import pytest

from etl.documents import read_document
from etl.documents.model import Document
from etl.loading import cache
from etl.loading.cache import DocumentCache


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> DocumentCache:
    """A cache that keeps whatever it is given."""
    monkeypatch.setattr(cache, "WORTH_SECONDS", 0)
    return DocumentCache(tmp_path / "cache", 10**6)


def file(folder: Path, text: str, name: str = "a.txt") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def unwanted(path: Path) -> Document:
    raise AssertionError(f"{path} was read")


def test_a_document_is_read_once(kept: DocumentCache, tmp_path: Path) -> None:
    path = file(tmp_path, "某县水利局\n编码\t金额\n201\t3.00\n")
    first = kept.read(path)
    assert kept.read(path, unwanted) == first == read_document(path)
    assert kept.folder.stat().st_mode & 0o777 == 0o700


def test_another_content_or_name_is_another_document(kept: DocumentCache, tmp_path: Path) -> None:
    kept.read(file(tmp_path, "甲"))
    assert kept.read(file(tmp_path, "乙")).paragraphs[0].text == "乙"
    assert kept.read(file(tmp_path, "乙", "b.txt")).file_name == "b.txt"


def test_what_is_read_fast_is_not_kept(tmp_path: Path) -> None:
    kept = DocumentCache(tmp_path / "cache", 10**6)
    kept.read(file(tmp_path, "甲"))
    assert list(kept.folder.iterdir()) == []


class _Attack:
    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.mkdir, ("made-by-pickle",)


@pytest.mark.parametrize(
    "content", [b"", b"rubbish", zlib.compress(pickle.dumps(_Attack())), zlib.compress(b"\x80\x05")]
)
def test_anything_else_in_the_folder_is_ignored_and_never_run(
    kept: DocumentCache, tmp_path: Path, content: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    path = file(tmp_path, "甲")
    first = kept.read(path)
    (entry,) = kept.folder.iterdir()
    entry.write_bytes(content)
    assert kept.read(path) == first
    assert not Path("made-by-pickle").exists()
    assert kept.read(path, unwanted) == first


def test_a_folder_that_others_may_write_to_is_not_used(kept: DocumentCache, tmp_path: Path) -> None:
    kept.folder.mkdir()
    kept.folder.chmod(0o777)
    kept.read(file(tmp_path, "甲"))
    assert list(kept.folder.iterdir()) == []


def test_pruning_keeps_what_was_used_last(kept: DocumentCache, tmp_path: Path) -> None:
    first, second = file(tmp_path, "甲"), file(tmp_path, "乙", "b.txt")
    kept.read(first)
    (entry,) = kept.folder.iterdir()
    kept.read(second)
    os.utime(entry, (1, 1))
    size = sum(path.stat().st_size for path in kept.folder.iterdir())
    DocumentCache(kept.folder, size - 1).prune()
    kept.read(second, unwanted)
    assert not entry.exists()
