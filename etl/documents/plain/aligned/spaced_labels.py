"""Labels and headers broken over lines, put together."""

from __future__ import annotations

from etl.documents.plain.aligned.spaced_cells import CODE, HAN, MONEY, Cell, is_data

_MOST_ABOVE = 3
"""So many lines of a label stand above its row at most."""


def with_whole_labels(
    rows: list[list[str]], cells: list[list[Cell]], alone: list[frozenset[int]]
) -> tuple[list[list[str]], list[list[Cell]], list[frozenset[int]]]:
    """Labels broken over lines put together: those set to the middle of their row, above and below its amounts, and those a line
    below their code."""
    kept: list[int] = []
    for i, line in enumerate(cells):
        if kept and (at := _rest_of_row_above(line, rows[kept[-1]])) is not None:
            rows[kept[-1]][at : at + 2] = [cell.text for cell in line]
        else:
            kept.append(i)
    rows, cells, alone = [rows[i] for i in kept], [cells[i] for i in kept], [alone[i] for i in kept]
    first = next((i for i, line in enumerate(cells) if is_data(line)), len(cells))
    plan = _centred(rows, cells, first)
    for at, parts in plan.items():
        column = next(i for i, text in enumerate(rows[parts[0]]) if text)
        rows[at][column] = "".join(rows[i][column] for i in sorted([*parts, at]))
    gone = {i for parts in plan.values() for i in parts}
    left = [i for i in range(len(rows)) if i not in gone]
    return [rows[i] for i in left], [cells[i] for i in left], [alone[i] for i in left]


def _rest_of_row_above(line: list[Cell], above: list[str]) -> int | None:
    """The column where name and amount belong whose code ends the line above; None where a line is something else."""
    last = max((i for i, text in enumerate(above) if text), default=-1)
    if len(line) != 2 or last < 0 or not CODE.match(above[last]) or last + 2 >= len(above):
        return None
    return last + 1 if HAN.search(line[0].text) and MONEY.fullmatch(line[1].text) else None


def _centred(rows: list[list[str]], cells: list[list[Cell]], first: int) -> dict[int, list[int]]:
    """Row → lines above and below it that hold the rest of its label, where labels stand in the middle of their rows.

    A row has as many lines above as below it, or one more on one side; one without words of its own has some. None where lines are
    left over, or where no row lacks its label (then lines go on with the row above them).
    """
    data = [i for i in range(first, len(rows)) if is_data(cells[i])]
    named = [any(HAN.search(text) for text in rows[i]) for i in data]
    column = _column_of_labels(rows, sorted(set(range(first, len(rows))) - set(data)))
    if not data or all(named) or column is None:
        return {}
    gaps = [end - at - 1 for at, end in zip(data, [*data[1:], len(rows)], strict=True)]
    above_first = [
        above for above in range(_MOST_ABOVE + 1) if first >= above and _alike(rows[first - above : first], column)
    ]
    shares = _most_even(above_first, gaps, named)
    return {
        at: [*range(at - above, at), *range(at + 1, at + 1 + below)]
        for at, (above, below) in zip(data, shares, strict=False)
        if above or below
    }


def _column_of_labels(rows: list[list[str]], between: list[int]) -> int | None:
    """The column in which all lines between rows print one cell, a word; None where they don't."""
    places = {tuple(c for c, text in enumerate(rows[i]) if text) for i in between}
    if len(places) != 1:
        return None
    (place,) = places
    return place[0] if len(place) == 1 and all(HAN.search(rows[i][place[0]]) for i in between) else None


def _most_even(above_first: list[int], gaps: list[int], named: list[bool]) -> list[tuple[int, int]]:
    """For each row how many lines above and below it are its own, all lines shared out as evenly as can be; none where some are left over.

    `above_first`: how many lines may stand above the first row; `gaps`: how many follow each row; `named`: which rows print words.
    """
    ways: dict[int, tuple[int, list[tuple[int, int]]]] = {above: (0, []) for above in above_first}
    for gap, has_words in zip(gaps, named, strict=True):
        further: dict[int, tuple[int, list[tuple[int, int]]]] = {}
        for above, (cost, shares) in ways.items():
            for below in range(max(0, above - 1), min(above + 1, gap) + 1):
                total = cost + abs(below - above)
                if (has_words or above or below) and (gap - below not in further or total < further[gap - below][0]):
                    further[gap - below] = (total, [*shares, (above, below)])
        ways = further
    return ways[0][1] if 0 in ways else []


def _alike(lines: list[list[str]], column: int) -> bool:
    """Whether lines hold nothing but words in the column of labels."""
    return all([c for c, text in enumerate(line) if text] == [column] and HAN.search(line[column]) for line in lines)


def without_split_labels(
    rows: list[list[str]], columns: list[tuple[int, int]]
) -> tuple[list[list[str]], list[tuple[int, int]]]:
    """Neighbouring columns of words that no row fills both are one: labels set in by levels, with totals further right."""
    i = 0
    while i + 1 < len(columns):
        pair = [(row[i], row[i + 1]) for row in rows]
        if all(not (a and b) and not any(char.isdigit() for char in (a + b)[:1]) for a, b in pair):
            rows = [[*row[:i], row[i] + row[i + 1], *row[i + 2 :]] for row in rows]
            columns = [*columns[:i], (columns[i][0], columns[i + 1][1]), *columns[i + 2 :]]
        else:
            i += 1
    return rows, columns


def join_wrapped_headers(rows: list[list[str]], alone: list[frozenset[int]]) -> None:
    """A header broken over lines (一般公共 / 预算财政 / 拨款) as one, in its last line; `alone` are the header cells of one column."""
    for r, columns in enumerate(alone):
        for c in columns:
            below = next((r + k for k in (1, 2) if r + k < len(rows) and c in alone[r + k]), None)
            if below is not None and HAN.search(rows[r][c]) and HAN.search(rows[below][c]):
                rows[below][c] = rows[r][c] + rows[below][c]
                rows[r][c] = ""
