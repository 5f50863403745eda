"""What personnel and running money is said to have been paid for, name by name (人员经费…，主要包括：基本工资、津贴补贴…)."""

from __future__ import annotations

from collections.abc import Iterator

from etl.narrative.grammar import step_pattern
from etl.narrative.model import Remark
from etl.narrative.sentences import Sentence
from etl.narrative.subjects import Codes

_OPENS = step_pattern("listed.opens")
_ENDS = step_pattern("listed.ends")
_BETWEEN = step_pattern("listed.between")
_REST = step_pattern("listed.rest")
_OPEN = step_pattern("listed.open")
_DEPARTMENT = "3"
"""First digit of the economic subjects of departments."""


def listed_names(sentence: Sentence, codes: Codes) -> Iterator[Remark]:
    """A remark for each name of a list, with its code where the report's forms know it as an economic subject; "" where they don't.

    A list that is left open (…等) has a remark without a code for what it doesn't name.
    """
    for opened in _OPENS.finditer(sentence.text):
        words = _ENDS.split(sentence.text[opened.end() :], maxsplit=1)[0]
        for piece in _BETWEEN.split(words):
            name = _REST.sub("", piece)
            code = codes.of_name(name, _DEPARTMENT) or codes.of_name(piece, _DEPARTMENT)
            for item, known in ((name, code or ""), *([(piece, "")] if _OPEN.search(piece) else [])):
                if item:
                    yield Remark(
                        sentence.position,
                        sentence.section.title,
                        item,
                        sentence.printed,
                        "listed",
                        page=sentence.page,
                        item_code=known,
                        printed=opened["whole"],
                    )
