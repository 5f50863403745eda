"""Reads pages that are pictures: ruling lines and recognised characters, as a sheet that the table finder takes.

Needs the extra `gongkai[ocr]`; its models come with the packages, nothing is fetched at run time.
"""

from __future__ import annotations

from etl.documents.scans.recognise import Scan, available, scan, why_not
from etl.documents.scans.render import pictures_of_file, rendered

__all__ = ["Scan", "available", "pictures_of_file", "rendered", "scan", "why_not"]
