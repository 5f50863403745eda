"""Bounds that every reader keeps: what is beyond them is no report, or an attack on the reader."""

from __future__ import annotations

MAX_FILE_BYTES = 200 * 1024 * 1024
"""The largest file that is opened. A scanned report of 300 pages has some 100 MB."""
MAX_HTML_BYTES = 32 * 1024 * 1024
"""The largest web page."""
MAX_TAGS = 3_000_000
"""Tags of a web page, counted before it becomes a tree. A million cells have two million."""
MAX_PART_BYTES = 64 * 1024 * 1024
"""The largest unpacked part of a packed file. A sheet of a hundred thousand rows has some 40 MB of XML."""
MAX_TREE_BYTES = 48 * 1024 * 1024
"""The largest XML part that is held as a tree (some ten times its size in memory)."""
MAX_UNPACKED_BYTES = 400 * 1024 * 1024
"""All parts of a packed file together."""
MAX_RATIO = 400
"""Unpacked to packed size of a part above 4 MB. Sheets of repeated rows reach 100; a zip bomb has 1,000."""
MAX_MEMBERS = 5_000
"""Members of a packed file."""
MAX_PARTS = 200
"""Files of one report, in a folder or archive."""
MAX_COLUMNS = 400
"""The widest table. A published form has some dozens of columns."""
MAX_ROWS = 50_000
"""The longest table."""
MAX_CELLS = 1_000_000
"""All cells of a document."""
MAX_BLOCKS = 500_000
"""All paragraphs and tables of a document."""
CONVERSION_SECONDS = 120
"""How long LibreOffice may take for one file."""
