"""Columns from the places of cells: stretches that cells cover, headers that find their column, headers that span several."""

from __future__ import annotations

from etl.documents.plain.aligned.spaced_cells import Cell, is_data

APART = 12
"""A header further than this from every column has one of its own."""


def rows_and_columns(lines: list[list[Cell]]) -> tuple[list[list[str]], list[tuple[int, int]], list[frozenset[int]]]:
    """(rows, columns, for each row those of its cells that head one column only)."""
    body = next((i for i, row in enumerate(lines) if is_data(row)), len(lines))
    head = [row for row in lines[:body] if len(row) >= 2]
    columns = _columns_of([row for row in lines[body:] if is_data(row)] or head)
    columns = _with_columns_of_header(columns, head)
    rows: list[list[str]] = []
    alone: list[frozenset[int]] = []
    for i, line in enumerate(lines):
        row = [""] * len(columns)
        own: set[int] = set()
        spans = [_spanned(line, k, lines[i + 1 : body], columns) if i < body else [] for k in range(len(line))]
        single = [cell for cell, span in zip(line, spans, strict=True) if not span]
        ordered = iter(_in_order(single, columns) if i < body else [])
        for cell, spanned in zip(line, spans, strict=True):
            near = None if spanned or i >= body else next(ordered)
            at = spanned[0] if spanned else _place(cell, columns) if near is None else near
            row[at] = f"{row[at]} {cell.text}" if row[at] else cell.text
            if i < body and not spanned:
                own.add(at)
        rows.append(row)
        alone.append(frozenset(own))
    return rows, columns, alone


def _with_columns_of_header(columns: list[tuple[int, int]], head: list[list[Cell]]) -> list[tuple[int, int]]:
    """The columns and those that print nothing below their header: headers that find no column of their own in their line's order."""
    for row in sorted(head, key=len, reverse=True):
        found = _in_order(row, columns)
        new = [
            (cell.start, cell.end)
            for cell, at in zip(row, found, strict=True)
            if at is None and not any(min(cell.end, end) > max(cell.start, start) for start, end in columns)
        ]
        columns = sorted([*columns, *new])
    return columns


def _in_order(row: list[Cell], columns: list[tuple[int, int]]) -> list[int | None]:
    """For each cell of a header line its column: from left to right, no column twice, as near as can be; None where none is near."""
    best: list[tuple[float, list[int | None]]] = [(0.0, []) for _ in range(len(columns) + 1)]
    for cell in row:
        middle = (cell.start + cell.end) / 2
        further: list[tuple[float, list[int | None]]] = []
        for j in range(len(columns) + 1):
            cost, path = best[j]
            options = [(cost + APART, [*path, None])]
            if j:
                start, end = columns[j - 1]
                away = abs((start + end) / 2 - middle)
                away = away / 10 if min(cell.end, end) > max(cell.start, start) else away
                cost, path = best[j - 1]
                options.append((cost + away, [*path, j - 1]))
                options.append(further[j - 1])
            further.append(min(options, key=lambda option: option[0]))
        best = further
    return best[-1][1]


def _spanned(line: list[Cell], k: int, below: list[list[Cell]], columns: list[tuple[int, int]]) -> list[int]:
    """The columns that a header cell spans: those of the cells of a lower line that stand between its neighbours, if it stands over
    their middle."""
    middles = [(cell.start + cell.end) / 2 for cell in line]
    left = (middles[k - 1] + middles[k]) / 2 if k else float("-inf")
    right = (middles[k] + middles[k + 1]) / 2 if k + 1 < len(line) else float("inf")
    for row in below:
        group = [cell for cell in row if left < (cell.start + cell.end) / 2 < right]
        if len(group) < 2:
            continue
        first, last = group[0].start, group[-1].end
        inside = sorted({_place(cell, columns) for cell in group})
        if len(inside) >= 2 and abs((first + last) / 2 - middles[k]) <= max(4, 0.2 * (last - first)):
            return list(range(inside[0], inside[-1] + 1))
    return []


def _columns_of(rows: list[list[Cell]]) -> list[tuple[int, int]]:
    """The columns (start, end): stretches of the line that cells cover, parted where numbers of one line stand side by side in one."""
    covered: list[tuple[int, int]] = []
    for start, end in sorted((cell.start, cell.end) for row in rows for cell in row):
        if covered and start < covered[-1][1]:
            covered[-1] = (covered[-1][0], max(covered[-1][1], end))
        else:
            covered.append((start, end))
    columns: list[tuple[int, int]] = []
    for stretch in covered:
        columns += _parted(stretch, rows)
    return columns


def _parted(stretch: tuple[int, int], rows: list[list[Cell]]) -> list[tuple[int, int]]:
    """A stretch that holds several cells of one line, parted between them: cells end together or begin together."""
    inside = [[cell for cell in row if stretch[0] <= cell.start and cell.end <= stretch[1]] for row in rows]
    most = max((len(cells) for cells in inside), default=0)
    if most < 2:
        return [stretch]
    full = [cells for cells in inside if len(cells) == most]
    cuts = []
    for i in range(most - 1):
        left = max(cells[i].end for cells in full)
        right = min(cells[i + 1].start for cells in full)
        cuts.append((left + right) // 2)
    edges = [stretch[0], *cuts, stretch[1]]
    return [(edges[i], edges[i + 1]) for i in range(most)]


def _place(cell: Cell, columns: list[tuple[int, int]]) -> int:
    """The column that a cell shares most with, else the one whose middle is nearest."""
    middle = (cell.start + cell.end) / 2
    return max(
        range(len(columns)),
        key=lambda i: (
            max(0, min(cell.end, columns[i][1]) - max(cell.start, columns[i][0])),
            -abs((columns[i][0] + columns[i][1]) / 2 - middle),
        ),
    )
