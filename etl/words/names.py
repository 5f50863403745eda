"""One name for a thing: without quotation marks, brackets, spaces and the words at its end that say what kind of thing it is."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from pathlib import Path

from etl.words.data import load_yaml

_MARKS = str.maketrans("", "", '“”"‘’《》（）() ')


_QUOTES = str.maketrans("", "", '“”"‘’')


def without_quotes(text: str) -> str:
    """The text without quotation marks.

    >>> without_quotes("“三公”经费")
    '三公经费'
    """
    return text.translate(_QUOTES)


@cache
def _kinds() -> re.Pattern[str]:
    words = load_yaml(Path(__file__).with_suffix(".yaml").read_text(encoding="utf-8"))["kinds"]
    return re.compile(f"(?:{'|'.join(map(re.escape, words))})+$")


@lru_cache(maxsize=8192)
def bare_name(name: str) -> str:
    """The name in which things are compared; a name that is nothing but such words stays.

    >>> bare_name("“图书采购”专项经费")
    '图书采购'
    """
    plain = name.translate(_MARKS)
    return _kinds().sub("", plain) or plain
