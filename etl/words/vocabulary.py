"""Reads a file of words and patterns; {money} in it stands for the units of money, {numerals} for the characters of Chinese numerals."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from etl.words.numerals import NUMERALS
from etl.words.units import MONEY


def read_vocabulary(path: Path) -> Any:
    """What a YAML file holds, with the words of the field that stand in `etl/words` written out."""
    text = path.read_text(encoding="utf-8")
    return yaml.safe_load(text.replace("{money}", MONEY).replace("{numerals}", NUMERALS))
