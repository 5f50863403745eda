"""A document as a reader of the page sees it: the copy that is interpreted. The document itself keeps what the file holds."""

from __future__ import annotations

from dataclasses import replace

from etl.documents.model import Document, Paragraph, Table
from etl.words.folding import plain_characters
from etl.words.numbers import joined_thousands


def legible(document: Document) -> Document:
    """The document with `plain_characters` in every paragraph, cell and name of a sheet, at the same places, and the thousands of tables joined
    that spaces set apart; the same object where nothing changes."""
    blocks = tuple(map(_legible, document.blocks))
    changed = any(new is not old for new, old in zip(blocks, document.blocks, strict=True))
    return replace(document, blocks=blocks) if changed else document


def _legible(block: Paragraph | Table) -> Paragraph | Table:
    if isinstance(block, Paragraph):
        text = plain_characters(block.text)
        return block if text == block.text else replace(block, text=text)
    rows = joined_thousands(tuple(tuple(map(plain_characters, row)) for row in block.rows))
    name = plain_characters(block.name)
    return block if (rows, name) == (block.rows, block.name) else replace(block, rows=rows, name=name)
