"""Readers: a file of any published format → Document."""

from __future__ import annotations

from pathlib import Path

from etl.documents.model import Document
from etl.documents.text import read_text


def read_document(path: Path) -> Document:
    """Read a file as a document; the format is told from the content. Raises DocumentError."""
    return read_text(path)
