"""What personnel and running money is said to have been paid for, name by name (人员经费…，主要包括：基本工资、津贴补贴…)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from etl.narrative.grammar import step_pattern
from etl.narrative.model import Remark
from etl.narrative.sentences import Sentence
from etl.narrative.subjects import Codes

_OPENS = step_pattern("listed.opens")
_BETWEEN = step_pattern("listed.between")
_REST = step_pattern("listed.rest")
_DEPARTMENT = "3"
"""First digit of the economic subjects of departments."""


def listed_names(sentence: Sentence, codes: Codes) -> Iterator[Remark]:
    """A remark for each name of a list that the report's forms know as an economic subject."""
    for opened in _OPENS.finditer(sentence.text):
        words = re.split("[。；]", sentence.text[opened.end() :], maxsplit=1)[0]
        for piece in _BETWEEN.split(words):
            name = _REST.sub("", piece)
            if code := codes.of_name(name, _DEPARTMENT) or codes.of_name(piece, _DEPARTMENT):
                yield Remark(
                    sentence.position,
                    sentence.section.title,
                    name,
                    sentence.printed,
                    "listed",
                    page=sentence.page,
                    item_code=code,
                    printed=opened["whole"],
                )
