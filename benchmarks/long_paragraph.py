"""A paragraph of many clauses: how much longer one of twice the length takes. Two is linear, four is quadratic."""

from __future__ import annotations

import time

from etl.documents.model import Document, Paragraph
from etl.head import ReportHead
from etl.narrative import read_narrative

_CLAUSES = {
    "amounts": "维修费{0}.2万元，",
    "changes": "维修费{0}.2万元，比上年增加{0}.1万元，增长5.2%，",
    "reasons": "维修费{0}.2万元，比上年减少{0}.1万元，主要原因是工作减少；",
    "lists": "{0}.2万元、",
    "counts": "举办活动{0}批次，{0}人次，",
}
_SIZE = 32_000
"""Characters of the longer paragraph."""


def seconds(text: str) -> float:
    """The processor time of reading a report of one paragraph."""
    head = ReportHead("清溪县水务局", 2024, "final_account", "department", "")
    blocks = (Paragraph(0, "第三部分 说明"), Paragraph(1, "一、收入支出决算总体情况说明"), Paragraph(2, text))
    started = time.process_time()
    read_narrative(Document("a.txt", "html", "", 0, None, blocks), head, {})
    return time.process_time() - started


def main() -> None:
    """Print a line a kind of clause."""
    for name, clause in _CLAUSES.items():
        text = "收入、支出分别为1万元、2万元，另有" + "".join(clause.format(i) for i in range(_SIZE // len(clause)))
        seconds(text[:1000])
        half, whole = seconds(text[: _SIZE // 2]), seconds(text[:_SIZE])
        print(
            f"{name:10} {_SIZE // 1000} thousand characters: {whole:.2f} s, {whole / half:.1f} times those of half as many"
        )


if __name__ == "__main__":
    main()
