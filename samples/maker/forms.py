"""From a report's figures and one form of a layout family to the grid that prints it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal

from samples.maker.figures import TOTAL, FigureRow, ReportFigures
from samples.maker.grid import Cell, Grid, GridRow, PrintedFigure, header
from samples.maker.layout import BlockLayout, Column, FormLayout, LineText, Style, numbered, placed, subject_names

_YUAN = {"元": Decimal(1), "千元": Decimal(1000), "万元": Decimal(10000)}
_COUNTS = {"count", "quantity"}
_PHASES = {"budget": "预算数", "outturn": "决算数", "prior": "上年预算数"}
_PERCENTS = {"change_percent", "share"}


def form_grid(figures: ReportFigures, form: FormLayout) -> Grid:
    """The grid of one form; a form without rows becomes an empty form (header and a blank total row)."""
    printer = _Printer(figures, form)
    match form.shape:
        case "balance":
            return printer.balance()
        case "table":
            return printer.table()
        case "economic_blocks":
            return printer.economic_blocks()
        case "three_public":
            return printer.three_public()
        case _:
            raise ValueError(f"{form.title}: no such shape of form: {form.shape}")


def money(value: Decimal, from_unit: str, to_unit: str) -> Decimal:
    """An amount in another unit, rounded half up to two decimals as published forms are."""
    return (value * _YUAN[from_unit] / _YUAN[to_unit]).quantize(Decimal("0.01"), ROUND_HALF_UP)


class _Printer:
    """Prints one form. Holds what every cell needs: the report, the form, its style and its printed title."""

    def __init__(self, figures: ReportFigures, form: FormLayout) -> None:
        self.figures = figures
        self.form = form
        self.style: Style = form.style
        self.statement = placed(form.attached or form.title, figures.year)

    # -- cells ---------------------------------------------------------------------------------------------------------

    def amount(self, row: FigureRow | None, column: Column, label: str, code: str = "", side: str = "") -> Cell:
        """A cell of amounts: the figure, or what the style prints for a blank. `side` tells columns of the same measure apart."""
        if column.measure == "remark":
            return Cell("")
        value = row.amounts.get(column.measure) if row else None
        if value is None:
            if row is None or self.style.blank != "0.00":
                return Cell(self.style.blank if row else "")
            if column.measure in _COUNTS | _PERCENTS:
                return Cell("")
            value = Decimal(0)
        unit, text = self._number(value, column.measure)
        printed = Decimal(text.replace(",", "").rstrip("%"))
        if unit not in ("", "%") and not printed and self.style.blank not in ("0.00", ""):
            return Cell(self.style.blank)
        code2 = row.code2 if row else ""
        figure = PrintedFigure(self.statement, code, code2, label, f"{side}:{column.measure}", printed, unit)
        return Cell(text, figure=figure)

    def _number(self, value: Decimal, measure: str) -> tuple[str, str]:
        if measure in _COUNTS:
            return "", f"{value:f}"
        if measure in _PERCENTS:
            return "%", f"{value:.2f}%"
        printed = money(value, self.figures.unit, self.style.unit)
        return self.style.unit, f"{printed:,.2f}" if self.style.separators else f"{printed:.2f}"

    def _path(self, path: Sequence[str]) -> tuple[str, ...]:
        return tuple(placed(text, self.figures.year) for text in path)

    # -- summary forms -------------------------------------------------------------------------------------------------

    def balance(self) -> Grid:
        """Blocks side by side: lines with ordinals, then the closing lines (本年收入合计 …) level with each other."""
        blocks = self.form.blocks
        paths: list[tuple[str, ...]] = []
        for block in blocks:
            paths.append((*block.group, block.label))
            if self.style.line_numbers:
                paths.append((*block.group, "行次"))
            paths += [self._path(column.path) for column in block.columns]
        rows = header(paths)
        header_rows = len(rows)
        if self.style.column_numbers != "none":
            rows.append(self._balance_column_numbers())
            header_rows += 1
        body = max(len(block.lines) for block in blocks)
        tail = max(len(block.tail) for block in blocks)
        line_number = 0
        starts = []
        for _ in blocks:
            starts.append(line_number)
            line_number += body + tail
        padded = [self._padded(block, body, tail) for block in blocks]
        for index in range(body + tail):
            row: list[Cell | None] = []
            for block, start, lines in zip(blocks, starts, padded, strict=True):
                line = lines[index]
                figure_row = self.figures.row(self.form.form, line.key, block.side) if line.key else None
                if line.key and figure_row is None:
                    figure_row = FigureRow(line.key)
                row.append(Cell(line.text))
                if self.style.line_numbers:
                    row.append(Cell(str(start + index + 1)))
                row += [self.amount(figure_row, column, line.text, side=block.side) for column in block.columns]
            rows.append(tuple(row))
        return Grid(tuple(rows), header_rows)

    def _padded(self, block: BlockLayout, body: int, tail: int) -> list[LineText]:
        blank = LineText("", "")
        lines = numbered(block.lines, self.style.ordinals)
        return [
            *lines,
            *[blank] * (body - len(lines)),
            *block.tail[:-1],
            *[blank] * (tail - len(block.tail)),
            *block.tail[-1:],
        ]

    def _balance_column_numbers(self) -> GridRow:
        cells: list[Cell] = []
        number = 0
        for block in self.form.blocks:
            cells.append(Cell("栏次", is_header=True))
            if self.style.line_numbers:
                cells.append(Cell("", is_header=True))
            for _ in block.columns:
                number += 1
                cells.append(Cell(str(number), is_header=True))
        return tuple(cells)

    # -- tables by subject, unit, project ------------------------------------------------------------------------------

    def table(self) -> Grid:
        """Text columns (code, name …) and columns of amounts; rows from the figures, or fixed lines."""
        paths = [path for column in self.form.lead for path in self._lead_paths(column)]
        lead_width = len(paths)
        if self.form.lines and self.style.line_numbers:
            paths.append(("行次",))
        rows = header([*paths, *(self._path(column.path) for column in self.form.columns)])
        header_rows = len(rows)
        if self.style.column_numbers != "none":
            rows.append(self._column_numbers(len(paths)))
            header_rows += 1
        if self.form.lines:
            return Grid((*rows, *self._fixed_lines(lead_width)), header_rows)
        body = [self._table_row(row) for row in self.figures.rows(self.form.form) if self._is_printed(row)]
        total = self.figures.row(self.form.form, TOTAL)
        if total is None and body:
            total = FigureRow(TOTAL)
        total_row = self._total_row(total, lead_width)
        if self.style.total_place == "first":
            body.insert(0, total_row)
        elif self.style.total_place == "last":
            body.append(total_row)
        return Grid((*rows, *body), header_rows)

    def _is_printed(self, row: FigureRow) -> bool:
        return (
            row.key != TOTAL
            and row.side != "block"
            and (not self.form.levels or len(row.key) in self.form.levels or not row.key.isdigit())
        )

    def _lead_paths(self, column: Column) -> list[tuple[str, ...]]:
        if column.measure == "code" and self.style.code == "split" and self.form.split:
            return [self._path(path) for path in self.form.split]
        return [self._path(column.path)]

    def _lead_cells(self, row: FigureRow, label: str = "") -> list[Cell]:
        cells: list[Cell] = []
        code = self._row_code(row)
        for column in self.form.lead:
            match column.measure:
                case "code":
                    if self.style.code == "split" and self.form.split:
                        parts = [row.key[:3], row.key[3:5], row.key[5:7]][: len(self.form.split)]
                        cells += [Cell(part) for part in parts]
                    else:
                        cells.append(Cell(row.key if row.key.isdigit() else row.attributes.get("code", "")))
                case "name":
                    depth = max(0, (len(row.key) - 3) // 2) if self.style.indent else 0
                    cells.append(Cell("　" * depth + row.name))
                case "code_name":
                    cells.append(Cell(self.style.glue.format(code=row.key, name=row.name) if code else row.name))
                case "code2":
                    cells.append(Cell(row.code2))
                case "name2":
                    cells.append(Cell(row.name2))
                case measure if measure in _COUNTS:
                    cells.append(self.amount(row, column, label or row.name, code))
                case attribute:
                    cells.append(Cell(row.attributes.get(attribute, "")))
        return cells

    def _row_code(self, row: FigureRow) -> str:
        """The code that the row prints: its key, or class, section and item where these are columns."""
        parts = [row.attributes.get(name, "") for name in ("class", "section", "item")]
        return "".join(parts) or (row.key if row.key.isdigit() else "")

    def _table_row(self, row: FigureRow) -> GridRow:
        code = self._row_code(row)
        amounts = [self.amount(row, column, row.name, code) for column in self.form.columns]
        return (*self._lead_cells(row), *amounts)

    def _total_row(self, row: FigureRow | None, lead_width: int) -> GridRow:
        label = self.form.total_label
        cells: list[Cell | None] = [Cell() for _ in range(lead_width)]
        if self.style.total_cell == "merged" and lead_width > 1:
            cells = [Cell(label, columns=lead_width), *[None] * (lead_width - 1)]
        elif self.style.total_cell == "code" or lead_width == 1:
            cells[0] = Cell(label)
        else:
            cells[self._name_place()] = Cell(label)
        for place, column in enumerate(self.form.lead):
            if column.measure in _COUNTS and row and cells[place]:
                cells[place] = self.amount(row, column, label)
        return (*cells, *(self.amount(row, column, label) for column in self.form.columns))

    def _name_place(self) -> int:
        place = 0
        for column in self.form.lead:
            if column.measure in ("name", "name2", "code_name"):
                return place
            place += len(self._lead_paths(column))
        return 0

    def _column_numbers(self, lead_width: int) -> GridRow:
        numbers = [Cell(str(number), is_header=True) for number in range(1, len(self.form.columns) + 1)]
        lead: list[Cell | None] = [Cell(is_header=True) for _ in range(lead_width)]
        if self.style.column_numbers == "merged" and lead_width > 1:
            lead = [Cell("栏次", columns=lead_width, is_header=True), *[None] * (lead_width - 1)]
        elif self.style.column_numbers == "name":
            lead[min(self._name_place(), lead_width - 1)] = Cell("栏次", is_header=True)
        else:
            lead[0] = Cell("栏次", is_header=True)
        return (*lead, *numbers)

    def _fixed_lines(self, lead_width: int) -> list[GridRow]:
        rows: list[GridRow] = []
        for number, line in enumerate(numbered(self.form.lines, self.style.ordinals), start=1):
            found = self.figures.row(self.form.form, line.key) or FigureRow(line.key)
            cells = [Cell(line.text), *(Cell() for _ in range(lead_width - 1))]
            if self.style.line_numbers:
                cells.append(Cell(str(number)))
            rows.append((*cells, *(self.amount(found, column, line.text) for column in self.form.columns)))
        return rows

    # -- economic subjects in blocks -----------------------------------------------------------------------------------

    def economic_blocks(self) -> Grid:
        """Economic subjects in blocks side by side, each with code, name and amount; block totals in a row of their own."""
        blocks = self.form.blocks
        paths = []
        for block in blocks:
            code, name = block.label.split("|")
            paths += [
                (*block.group, code),
                (*block.group, name),
                *(self._path(column.path) for column in block.columns),
            ]
        rows = header(paths)
        header_rows = len(rows)
        columns = [self._economic_rows(block) for block in blocks]
        height = max([len(column) for column in columns] + [0])
        body: list[GridRow] = []
        for index in range(height):
            cells: list[Cell | None] = []
            for block, column in zip(blocks, columns, strict=True):
                cells += (
                    self._economic_cells(block, column[index])
                    if index < len(column)
                    else [Cell()] * (2 + len(block.columns))
                )
            body.append(tuple(cells))
        total = self._economic_totals()
        if total:
            body = [total, *body] if self.style.total_place == "first" else [*body, total]
        return Grid((*rows, *body), header_rows)

    def _economic_rows(self, block: BlockLayout) -> list[FigureRow]:
        found = {row.key: row for row in self.figures.rows(self.form.form)}
        if not self.form.all_subjects:
            return [row for key, row in sorted(found.items()) if key[:3] in block.subjects]
        names = subject_names("department_economic")
        keys = sorted({*names, *found})
        return [
            found.get(key) or FigureRow(key, names[key]) for head in block.subjects for key in keys if key[:3] == head
        ]

    def _economic_cells(self, block: BlockLayout, row: FigureRow) -> list[Cell | None]:
        return [
            Cell(row.key),
            Cell(row.name),
            *(self.amount(row, column, row.name, row.key) for column in block.columns),
        ]

    def _economic_totals(self) -> GridRow | None:
        """The totals: each in its own block, or (where the last total's block is not the last) at the right edge of what is left."""
        if not any(block.total[0] for block in self.form.blocks):
            return None
        cells: list[Cell | None] = []
        spare = 0
        for number, block in enumerate(self.form.blocks):
            key, label = block.total
            if not key:
                spare = 2 + len(block.columns)
                continue
            row = self.figures.row(self.form.form, key) or FigureRow(key)
            following = self.form.blocks[number + 1 :]
            extra = sum(2 + len(other.columns) for other in following) if following and not following[0].total[0] else 0
            span = 2 + extra
            cells += [Cell(label, columns=span), *[None] * (span - 1)]
            cells += [self.amount(row, column, label) for column in block.columns]
            spare = 0
        return (*cells, *[Cell()] * spare) if len(cells) < self._width() and spare else tuple(cells)

    def _width(self) -> int:
        return sum(2 + len(block.columns) for block in self.form.blocks)

    # -- three public expenses -----------------------------------------------------------------------------------------

    def three_public(self) -> Grid:
        """“三公”经费: a row each for budget and outturn, both side by side, in pairs under each expense, or a list of expenses."""
        labels = [LineText(line.key, placed(line.text, self.figures.year)) for line in self.form.row_labels]
        found = {line.key: self.figures.row(self.form.form, line.key) or FigureRow(line.key) for line in labels}
        columns = self.form.columns
        if self.form.arrangement == "rows":
            rows = header([(self.form.header_label,), *(self._path(column.path) for column in columns)])
            depth = len(rows)
            if self.style.column_numbers != "none":
                rows.append(
                    (Cell("栏次", is_header=True), *(Cell(str(n), is_header=True) for n in range(1, len(columns) + 1)))
                )
                depth += 1
            for line in labels:
                rows.append((Cell(line.text), *(self._expense(line, found, column) for column in columns)))
            return Grid(tuple(rows), depth)
        if self.form.arrangement == "list":
            rows = header([(self.form.header_label,), *((line.text,) for line in labels)])
            depth = len(rows)
            for column in columns:
                label = column.path[-1]
                rows.append((Cell(label), *(self._expense(line, found, column, label) for line in labels)))
            return Grid(tuple(rows), depth)
        if self.form.arrangement == "sides":
            order = [(line, column) for line in labels for column in columns]
            paths = [(line.text, *self._path(column.path)) for line, column in order]
        else:
            order = [(line, column) for column in columns for line in labels]
            paths = [(*self._path(column.path), line.text) for line, column in order]
        rows = header(paths)
        depth = len(rows)
        if self.style.column_numbers != "none":
            rows.append(tuple(Cell(str(number), is_header=True) for number in range(1, len(paths) + 1)))
            depth += 1
        rows.append(tuple(self._expense(line, found, column) for line, column in order))
        return Grid(tuple(rows), depth)

    def _expense(self, line: LineText, found: Mapping[str, FigureRow], column: Column, label: str = "") -> Cell:
        """One expense: its row is the expense in a list of them, else the budget or the outturn, wherever the form prints that word."""
        return self.amount(found[line.key], column, label or _PHASES[line.key], side=line.key)
