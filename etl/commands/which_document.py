"""Which document of the warehouse a person names: by its file, its name as loaded, or the beginning of its SHA-256."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import psycopg

from etl.documents import read_document
from etl.loading.reading import read_apart
from etl.loading.sources import sha256_of
from etl.warehouse.listed import StoredDocument, find_document


def document_meant(connection: psycopg.Connection[Any], document: str) -> StoredDocument:
    """The one document that is meant. Raises WarehouseError where there is none or more than one."""
    path = Path(document)
    if _is_folder(path):
        return find_document(connection, "sha256", read_apart(_hash_of_folder, path), named=document)
    if sha256 := sha256_of(path):
        return find_document(connection, "sha256", sha256, named=document)
    if re.fullmatch(r"[0-9a-f]{6,64}", document.lower()):
        return find_document(connection, "beginning", document.lower(), named=document)
    return find_document(connection, "file_name", document, named=document)


def _is_folder(path: Path) -> bool:
    """Whether a name is that of a folder; what can be no path at all is none."""
    try:
        return path.is_dir()
    except OSError:
        return False


def _hash_of_folder(path: Path) -> str:
    """What the parts of a report in a folder are known by together."""
    return read_document(path).sha256
