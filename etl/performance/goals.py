"""The expected and the reached goal of a performance form: the long texts between its money and its indicators, side by side."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from etl.performance.cells import chinese, number, squeeze
from etl.performance.rows import PrintedRow, head_label, is_task_header, label_of, money_header, money_source
from etl.performance.vocabulary import vocabulary

_LEAST = 12
"""So many Chinese characters a row has at least that is a goal without saying so."""

_Cells = list[tuple[int, str]]


def read_goals(rows: Sequence[PrintedRow], lines: Sequence[str]) -> tuple[str, str]:
    """The expected goal and the reached one of the rows above a form's indicators; `lines` are lines of the expected goal outside the table."""
    goals = _Goals()
    for row in rows:
        goals.read(row)
    expected = [*(goals.expected or goals.period), *(squeeze(line) for line in lines)]
    return "\n".join(expected), "\n".join(goals.actual)


class _Goals:
    """The goals while row after row is read."""

    def __init__(self) -> None:
        self.expected: list[str] = []
        self.actual: list[str] = []
        self.period: list[str] = []  # the goal of several years, which counts where the year has none
        self._reached_from: int | None = None  # where the reached goal begins, right of the expected one
        self._year_from: int | None = None  # where the year's goal begins, right of that of several years
        self._in_tasks = False
        self._inside = False  # the goals' label was met

    def read(self, row: PrintedRow) -> None:
        """Take what a row says of the goals."""
        labels = [(c, label_of(text)) for c, text in row.cells]
        if self._is_period(row, labels) or self._is_task(row, labels):
            return
        words = vocabulary()
        self._inside = self._inside or any(
            label in words.goal or label.startswith(words.goal_expected) for _, label in labels
        )
        heads = [(c, label) for c, label in labels if label.startswith((*words.goal_expected, *words.goal_actual))]
        for column, label in heads:
            if "实际" in label or (label.endswith("完成情况") and not label.startswith("年度总体目标")):
                self._reached_from = column
        if self._may_hold_goal(row):
            self._take(
                [
                    (c, text)
                    for (c, text), head in zip(row.cells, labels, strict=True)
                    if head[1] not in words.goal and head not in heads
                ],
                row,
            )

    def _is_period(self, row: PrintedRow, labels: Iterable[tuple[int, str]]) -> bool:
        """Whether a row heads the goals of several years and of the year, or holds the former (实施期目标 | 年度目标)."""
        words = vocabulary().goal_period
        labels = list(labels)
        if not any(label.startswith(words) for _, label in labels):
            return False
        self._year_from = next(
            (c for c, label in labels if label.startswith(("年度", "当年", "本年"))), self._year_from
        )
        if self._year_from is not None:
            self._inside = True
            return True
        beside = [
            squeeze(text)
            for (_, text), (_, label) in zip(row.cells, labels, strict=True)
            if chinese(text) > 4 and not label.startswith(words)
        ]
        if beside:
            self.period.append("".join(beside))
        return bool(beside)

    def _is_task(self, row: PrintedRow, labels: Iterable[tuple[int, str]]) -> bool:
        """Whether a row is of a department's tasks, which end at the label of the goals."""
        ends = any(label in vocabulary().goal for _, label in labels)
        self._in_tasks = is_task_header(row) or (self._in_tasks and not ends)
        return self._in_tasks

    def _may_hold_goal(self, row: PrintedRow) -> bool:
        """Whether a row is neither of the head nor of money: text, and without the goals' label above it a long one."""
        if money_header(row) or is_task_header(row) or any(head_label(text) for text in row.texts[:3]):
            return False
        if any(number(text) is not None for text in row.texts[1:]):
            return False
        return self._inside or (chinese("".join(row.texts)) >= _LEAST and not any(map(money_source, row.texts)))

    def _take(self, cells: _Cells, row: PrintedRow) -> None:
        """Share the cells of a row out to the two goals."""
        if len(cells) > 1 and cells[0][0] == row.cells[0][0] and chinese(cells[0][1]) <= 4:
            cells = cells[1:]  # the vertical title of the block
        if self._year_from is not None and any(c >= self._year_from for c, _ in cells):
            cells = [(c, text) for c, text in cells if c >= self._year_from]
        split = self._reached_from
        left = [(c, text) for c, text in cells if split is None or c < split]
        right = [(c, text) for c, text in cells if split is not None and c >= split]
        for goal, texts in ((self.expected, left), (self.actual, right)):
            if joined := "".join(squeeze(text) for _, text in texts if chinese(text)):
                goal.append(joined)
