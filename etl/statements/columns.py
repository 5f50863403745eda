"""What each column of a table is: code, name, line number, text, or a measure; and where blocks begin that stand side by side."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, replace

from etl.documents.cells import Grid, read_cell
from etl.statements.catalogue_entries import ColumnRule, StatementSpec
from etl.statements.economic import economic_columns, economic_meaning
from etl.statements.header_paths import Header, column_kind
from etl.statements.vocabulary import step_pattern, step_words
from etl.words.measures import CHANGES, FUND_PART, PRIOR_YEAR, THIS_YEAR, UNMAPPED, Meaning
from etl.words.units import MONEY, YUAN

_CLASSES = "235"
"""How classes begin: functions with 2, economic subjects with 3 (of departments) and 5 (of the government)."""
_MOST_PARTS = 0.8
"""So many of a column's cells are parts of codes at least; others are misprints."""
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_CODE = re.compile(r"^\d{2,3}(?:\d{2}){0,2}$|^\d{6,9}$")
_PRIOR = step_pattern("columns.prior")
_CHANGE = step_pattern("columns.change")
_PERCENT = step_pattern("columns.percent")
_SHARE = step_pattern("columns.share")


_LEVEL = step_pattern("columns.level")
_MONEY_UNIT = step_pattern("columns.money_unit")


def is_percent(leaf: str) -> bool:
    """Whether a folded leaf header is that of a rate."""
    return bool(_PERCENT.search(leaf)) and not re.search("金额|数$", leaf)


@dataclass(frozen=True, slots=True)
class ValueColumn:
    """A column of numbers: position, measure, leaf label, header path, role, the measure that adds it up, unit of its own; and the rest of
    what it is of (etl/words/measures.yaml), `fund` "" for the form's."""

    index: int
    measure: str
    label: str
    path: str
    role: str = "value"
    part_of: str = ""
    unit: str = ""
    mapped: bool = True
    basis: str = THIS_YEAR
    member: str = ""
    fund: str = ""

    @property
    def meaning(self) -> Meaning:
        """What its figures are of; no other column of the form is of the same."""
        return Meaning(self.basis, self.measure, self.member, self.fund)


@dataclass(frozen=True, slots=True)
class Block:
    """A block of columns: where its codes, names and labels stand, and its values. A form has one block or several side by side."""

    first: int
    side: str
    codes: tuple[int, ...]
    code_kind: str
    code2: tuple[int, ...]
    unit_code: int | None
    names: tuple[int, ...]
    texts: tuple[tuple[int, str], ...]
    line_numbers: tuple[int, ...]
    values: tuple[ValueColumn, ...]
    code3: tuple[int, ...] = ()
    other_codes: tuple[tuple[int, str], ...] = ()  # further code columns, with the attribute that keeps them
    header_text: str = ""

    @property
    def last(self) -> int:
        """The block's last column."""
        columns = (
            *self.codes,
            *self.code2,
            *self.code3,
            *(i for i, _ in self.other_codes),
            *self.names,
            *self.line_numbers,
            *(i for i, _ in self.texts),
            *(v.index for v in self.values),
        )
        return max(columns, default=self.first)


@dataclass(frozen=True, slots=True)
class Plan:
    """What every column of a table is. `header` is the table's, or that of the page before where it has none."""

    blocks: tuple[Block, ...]
    header: Header

    def signature(self) -> tuple[str, ...]:
        """The leaf headers, by which a continuation page is known."""
        return tuple(self.header.leaf(c) for c in range(len(self.header.paths)))


@dataclass(frozen=True, slots=True)
class _Content:
    money: int
    code: int
    text: int
    small: int  # bare integers below 100


def _content(grid: Grid, column: int, header: Header) -> _Content:
    """What stands below a column's header; the header printed again (a sheet of several pages) is no content."""
    headers = set(header.paths[column]) if column < len(header.paths) else set()
    start = header.end
    money = code = text = small = 0
    for row in grid.rows[start:]:
        cell = row[column] if column < len(row) else read_cell("")
        plain = cell.folded
        if not plain or cell.is_nothing or plain in headers:
            continue
        number = cell.number
        if number is None:
            text += bool(_CHINESE.search(plain))
        elif number.decimals or "," in plain or number.unit:
            money += 1
        elif _CODE.match(plain) and plain[0] in "12345678" and len(plain) in (3, 5, 7):
            code += 1
        elif number.value < 100:
            small += 1
        elif _CODE.match(plain):
            code += 1
        else:
            money += 1
    return _Content(money, code, text, small)


def _has_leading_zeros(grid: Grid, column: int, start: int) -> bool:
    """Whether numbers begin with 0 (款 01 02 03 …): parts of codes do, counts of rows don't."""
    return any(re.fullmatch(r"0\d", row[column].folded) for row in grid.rows[start:])


def _is_run(grid: Grid, column: int, start: int) -> bool:
    """Whether the column counts its rows (行次 1 2 3 …)."""
    numbers = [int(row[column].folded) for row in grid.rows[start:] if row[column].folded.isdigit()]
    if len(numbers) < 3:
        return False
    steps = sum(1 for a, b in itertools.pairwise(numbers) if b == a + 1)
    return steps >= 0.8 * (len(numbers) - 1)


def numbers_rows(grid: Grid, header: Header, column: int) -> bool:
    """Whether a column is headed as one of line numbers; 栏次, which numbers columns, counts only above numbers of rows."""
    kind = column_kind(header.leaf(column))
    return kind == "line_number" or (kind == "numbering" and _is_run(grid, column, header.end))


def plan_columns(grid: Grid, header: Header, form: StatementSpec, fiscal_year: int, title: str = "") -> Plan:
    """Decide what each column of the table is, by its header and, where that is damaged, by what it holds."""
    economic = economic_columns(header.paths, title)
    kinds = ["value" if column in economic else _kind(grid, header, column, form) for column in range(grid.width)]
    _demote_names(kinds, header, grid)
    _put_codes_together(kinds, grid, header, form)
    blocks: list[Block] = []
    columns: list[int] = []
    has_values = False
    groups: list[list[int]] = []
    for column, kind in enumerate(kinds):
        is_label = kind in {
            "code",
            "function_code",
            "department_code",
            "project_code",
            "government_code",
            "code_class",
            "name",
            "label",
            "unit_code",
        }
        if is_label and has_values and _starts_block(kinds, column, form):
            groups.append(columns)
            columns, has_values = [], False
        columns.append(column)
        has_values = has_values or kind == "value"
    groups.append(columns)
    for group in groups:
        block = _block(header, form, kinds, group, fiscal_year, economic)
        if block.values or block.names or block.codes:
            blocks.append(block)
    if sum(len(block.values) for block in blocks) == 1:
        blocks = [replace(block, values=_sole_total(block.values, form)) for block in blocks]
    return Plan(tuple(blocks), header)


def _starts_block(kinds: list[str], column: int, form: StatementSpec) -> bool:
    """A label column after values begins a new block where values follow it; else it is a trailing text (备注, 项目名称)."""
    rest = kinds[column + 1 :]
    return form.codes != "procurement" and "value" in rest


def _demote_names(kinds: list[str], header: Header, grid: Grid) -> None:
    """Two name-like columns side by side are code and name, or name and text; a label whose body is blank stays what it is."""
    for column in range(1, len(kinds)):
        if kinds[column] == "label" and kinds[column - 1] == "label":
            content = [_content(grid, c, header) for c in (column - 1, column)]
            if content[0].code > content[0].text:
                kinds[column - 1] = "code"


_LEVELS = ("code_class", "code_section", "code_item")


def _put_codes_together(kinds: list[str], grid: Grid, header: Header, form: StatementSpec) -> None:
    """Columns that hold the parts of codes are known by them, where their headers 类, 款, 项 are damaged.

    Three digits with two right of them, which nest: each part stands below or beside one of the level above. A header that can be read and says
    another thing (人数) is none of these: what it counts may have two digits, too.
    """
    for column in range(1, len(kinds)):
        before = kinds[column - 1]
        if before not in ("code_class", "code_section") or kinds[column] in _LEVELS:
            continue
        following = _LEVELS[_LEVELS.index(before) + 1]
        if _LEVEL.match(header.leaf(column)) and _holds_parts(grid, header, column):
            kinds[column] = following
    for column in range(len(kinds) - 1):
        is_damaged = (
            kinds[column] not in _LEVELS
            and kinds[column + 1] == "code_section"
            and _LEVEL.match(header.leaf(column)) is not None
        )
        if is_damaged and _holds_parts(grid, header, column, digits=3):
            kinds[column] = "code_class"


def _holds_parts(grid: Grid, header: Header, column: int, *, digits: int = 2) -> bool:
    """Whether all that a column prints are parts of codes: so many digits, without sign, point or unit; and the column before prints more."""
    parts = [row[column].folded for row in grid.rows[header.end :] if not row[column].is_blank]
    right = [part for part in parts if re.fullmatch(rf"\d{{{digits}}}", part)]
    if len(right) < max(1, _MOST_PARTS * len(parts)):
        return False
    if digits == 3:
        return all(part[0] in _CLASSES for part in right)
    before = [row[column - 1] for row in grid.rows[header.end :] if not row[column].is_blank]
    return sum(not cell.is_blank for cell in before) >= _MOST_PARTS * len(parts)


def _kind(grid: Grid, header: Header, column: int, form: StatementSpec) -> str:
    """What a column is (a kind of vocabulary.yaml, `value` or `blank`), by its header and, where that is damaged or silent, by what it holds."""
    leaf, path = header.leaf(column), header.path(column)
    kind = _headed_kind(leaf, path)
    content = _content(grid, column, header)
    if kind == "line_number" or _counts_rows(grid, column, header, kind, content):
        return "line_number"
    if kind == "text":
        is_text = _text_rule(form, leaf, path) is not None or content.money <= max(content.text, 1)
        return "text" if is_text else "value"
    if kind in {"name", "label", "numbering"} and content.money > max(content.text, content.code, 1):
        return "value"
    if kind in {"", "numbering"}:
        return _kind_by_content(form, column, leaf, path, content)
    return kind


def _headed_kind(leaf: str, path: str) -> str:
    """What a column's header says that it is, "" where it doesn't say: codes by whose they are, 类 | 款 | 项 below 科目名称 as names."""
    kind = column_kind(leaf)
    if kind == "code" or (kind == "" and re.search(r"(编码|代码)$", path)):
        told = column_kind(path.replace("/", ""))
        kind = told if told in {"government_code", "department_code", "function_code", "unit_code"} else kind
    is_level = kind in {"code_class", "code_section", "code_item"}
    return "name" if is_level and "名称" in path and not re.search("编码|代码", path) else kind


def _counts_rows(grid: Grid, column: int, header: Header, kind: str, content: _Content) -> bool:
    """Whether a column holds nothing but numbers of rows (1 2 3 …), and these are no parts of codes (01 02 03 …)."""
    if not content.small or content.money or content.text:
        return False
    parts_of_codes = kind.startswith("code") and _has_leading_zeros(grid, column, header.end)
    return not parts_of_codes and _is_run(grid, column, header.end)


def _kind_by_content(form: StatementSpec, column: int, leaf: str, path: str, content: _Content) -> str:
    """What a column is whose header is no word for codes, names or texts."""
    if _text_rule(form, leaf, path) is not None:
        return "text"
    slid_names = content.text < 3 and _is_measure(form, leaf)
    if content.text > content.money + content.small and not slid_names:
        return "label" if column == 0 or content.code == 0 else "text"
    if not leaf and column < 3 and not content.money and content.code > content.text:
        return "code"
    if not leaf and not any((content.money, content.code, content.text, content.small)):
        return "blank"
    return "value"


def _is_measure(form: StatementSpec, leaf: str) -> bool:
    """Whether a header is that of a measure: text below it (a name that slid there) doesn't make the column one of text."""
    return bool(leaf) and any(rule.role != "text" and rule.leaf.search(leaf) for rule in form.columns)


def _text_rule(form: StatementSpec, leaf: str, path: str) -> str | None:
    for rule in form.columns:
        if rule.leaf.search(leaf) and (rule.path is None or rule.path.search(path)):
            return rule.measure if rule.role == "text" else None
    return None


def _side(text: str, heading: str, form: StatementSpec, position: int, count: int) -> str:
    if form.shape != "balance":
        return ""
    if "政府" in text and "经济" in text:
        return "government_economic"
    if "经济" in text:
        return "department_economic"
    if "功能" in text:
        return "function"
    if count == 1:
        return ""
    if position > 1 and re.search("性质|用途", heading):
        return "nature"
    return "revenue" if position == 0 else "expenditure"


_CODES = {  # kinds of code columns, the form's own first, by what the form's rows are
    "function": ("function_code", "code", "department_code", "project_code"),
    "economic": ("department_code", "code", "function_code", "project_code"),
}
_ATTRIBUTES = {
    "function_code": "function_code",
    "department_code": "department_economic_code",
    "project_code": "project_code",
    "code": "other_code",
}


def _block(
    header: Header, form: StatementSpec, kinds: list[str], group: list[int], fiscal_year: int, economic: dict[int, str]
) -> Block:
    """The block that a group of columns is: whose codes they hold, which names, texts and values."""
    codes = _codes_of(header, form, kinds, group)
    leading = [c for c in group if kinds[c] in {"name", "label", "government_name"}]
    over_names = {header.path(c).rpartition("/")[0] for c in leading}
    values = tuple(
        value_column(
            form,
            column,
            header.leaf(column),
            header.path(column),
            fiscal_year,
            economic.get(column, ""),
            is_block=header.path(column).rpartition("/")[0] in over_names,
        )
        for column in group
        if kinds[column] == "value"
    )
    header_text = "".join(header.leaf(c) for c in leading)
    return Block(
        first=group[0] if group else 0,
        side="",
        codes=codes.own,
        code_kind=_kind_of_codes(codes, kinds, header_text),
        code2=codes.paired,
        unit_code=codes.unit[0] if codes.unit else None,
        names=_ordered_names(leading, header, form, codes),
        texts=tuple(
            (column, _text_rule(form, header.leaf(column), header.path(column)) or "text")
            for column in group
            if kinds[column] == "text"
        ),
        line_numbers=tuple(column for column in group if kinds[column] == "line_number"),
        values=_distinct(_by_fund(_named_apart(values))),
        code3=codes.third,
        other_codes=codes.others,
        header_text=header_text,
    )


@dataclass(frozen=True, slots=True)
class _Codes:
    """The code columns of a block: of the form's own subjects, of the government's classification paired with them, of a third, of units,
    and others with the attribute that keeps them. `is_government`: the own ones are the government's."""

    own: tuple[int, ...]
    paired: tuple[int, ...]
    third: tuple[int, ...]
    unit: tuple[int, ...]
    others: tuple[tuple[int, str], ...]
    is_government: bool


def _codes_of(header: Header, form: StatementSpec, kinds: list[str], group: list[int]) -> _Codes:
    def of(*names: str) -> tuple[int, ...]:
        return tuple(column for column in group if kinds[column] in names)

    own, others = _own_codes(of("function_code", "department_code", "code", "project_code"), kinds, header, form)
    unit = of("unit_code")
    paired = of("government_code")
    third: tuple[int, ...] = ()
    runs = _runs(of("code_class", "code_section", "code_item"))
    if runs:  # 类|款|项: the first run is the form's own subject; runs of two further right are economic subjects
        others = tuple((c, _ATTRIBUTES[kinds[c]]) for c in of("function_code", "department_code", "code"))
        own, *further = runs
        paired = tuple(further[-1]) if further and not paired else paired
        third = tuple(further[0]) if len(further) > 1 else ()
    is_government = bool(paired) and not own and not unit
    if is_government:
        own, paired = paired, ()  # a block of the government's classification beside that of the departments'
    if form.codes in {"unit", "auto"} and unit and not own:
        own, unit = unit, ()
    return _Codes(own, paired, third, unit, others, is_government)


def _kind_of_codes(codes: _Codes, kinds: list[str], header_text: str) -> str:
    """Whose codes a block's own are: government, function or department; "" where nothing says it."""
    if codes.is_government:
        return "government"
    if any(kinds[c] == "function_code" for c in codes.own) or "功能" in header_text:
        return "function"
    return "department" if any(kinds[c] == "department_code" for c in codes.own) else ""


def _ordered_names(leading: list[int], header: Header, form: StatementSpec, codes: _Codes) -> tuple[int, ...]:
    """The name columns, the row's own first: the project's; beside several codes that which stands right of the form's own."""
    if form.fact in {"project", "procurement"} or form.rows_are == "projects":
        return _by_project(leading, header)
    beside_own = codes.own[-1] + 1 if codes.others and codes.own else None
    return tuple(sorted(leading, key=lambda c: c != beside_own))


def _own_codes(
    columns: tuple[int, ...], kinds: list[str], header: Header, form: StatementSpec
) -> tuple[tuple[int, ...], tuple[tuple[int, str], ...]]:
    """Of code columns with different headers (项目代码, 功能科目编码, 经济科目编码) those of the form's own subjects, and the others by attribute.

    Columns with one header are one code, split up (科目编码 over 类, 款, 项).
    """
    groups: dict[tuple[str, str], list[int]] = {}
    for column in columns:
        groups.setdefault((kinds[column], header.leaf(column)), []).append(column)
    if len(groups) < 2:
        return columns, ()
    order = _CODES.get(form.codes, ("function_code", "code", "department_code", "project_code"))
    own = min(groups, key=lambda group: (order.index(group[0]), groups[group][0]))
    others = tuple((c, _ATTRIBUTES[kind]) for (kind, _), group in groups.items() if group != groups[own] for c in group)
    return tuple(groups[own]), others


_PROJECT = step_pattern("columns.project")


def _by_project(columns: list[int], header: Header) -> tuple[int, ...]:
    """Name columns of a form of projects: that of the project first, those of unit and department after it; the
    project within another (二级项目) before that one (一级项目)."""

    def rank(column: int) -> int:
        leaf = header.leaf(column)
        return 2 if not _PROJECT.search(leaf) else 1 if leaf.startswith("一级") else 0

    return tuple(sorted(columns, key=rank))


def _runs(columns: tuple[int, ...]) -> list[tuple[int, ...]]:
    """Split columns into runs of 类 款 (项) that stand side by side: a run has at most three."""
    runs: list[tuple[int, ...]] = []
    for column in columns:
        if (
            runs
            and column == runs[-1][-1] + 1
            and len(runs[-1]) < 3
            and not (len(runs[-1]) == 2 and runs[0] != runs[-1])
        ):
            runs[-1] = (*runs[-1], column)
        else:
            runs.append((column,))
    return runs


_FUNDS = tuple(
    (fund, step_pattern(f"columns.of_{fund}"))
    for fund in ("general_public", "government_fund", "state_capital", "special_account", "unit_funds", "other_funds")
)


def _by_fund(values: tuple[ValueColumn, ...]) -> tuple[ValueColumn, ...]:
    """Where several funds head the same columns (基本支出, 项目支出 below each), these are parts of each fund, not of the whole."""
    if len({fund for value in values if (fund := _fund_above(value))}) < 2:
        return values
    return tuple(
        replace(value, measure=FUND_PART[value.measure], fund=fund, role="of_which", part_of="")
        if (fund := _fund_above(value))
        else value
        for value in values
    )


def _fund_above(value: ValueColumn) -> str:
    """The fund that heads the group of a column of basic or project expenditure, "" for none."""
    group = value.path.rpartition("/")[0]
    if value.measure not in {"basic", "project", "personnel", "public"}:
        return ""
    return next((fund for fund, words in _FUNDS if words.search(group)), "")


_GENERIC = frozenset(step_words("columns.generic"))


def _named_apart(values: tuple[ValueColumn, ...]) -> tuple[ValueColumn, ...]:
    """Where several columns are headed 合计 or 小计, those below a group are named with it (一般公共预算拨款小计)."""
    if sum(value.label in _GENERIC for value in values) < 2:
        return values
    named = []
    for value in values:
        path = value.path.split("/")
        if value.label in _GENERIC and len(path) > 1 and column_kind(path[-2]) == "":
            above = next((part for part in reversed(path[:-1]) if not part.startswith("其中")), "")
            value = replace(value, label=above + value.label)
        named.append(value)
    return tuple(named)


def _sole_total(values: tuple[ValueColumn, ...], form: StatementSpec) -> tuple[ValueColumn, ...]:
    """The one amount of a form of subjects is its total, whatever its header names (一般公共预算拨款, the subjects' fund)."""
    has_total = any(rule.measure == "total" for rule in form.columns)
    return tuple(
        value
        if form.shape != "subjects" or not has_total or value.unit or value.basis in {PRIOR_YEAR, *CHANGES}
        else replace(value, basis=THIS_YEAR, measure="total", member="", fund="", role="value", part_of="", mapped=True)
        for value in values
    )


def _distinct(values: tuple[ValueColumn, ...]) -> tuple[ValueColumn, ...]:
    """One column a meaning: where several headers say the same (合计, and 小计 below a group), the least nested, leftmost one is it;
    the others keep their figures without a measure of the catalogue."""
    best: dict[Meaning, ValueColumn] = {}
    for value in values:
        known = best.get(value.meaning)
        if known is None or value.path.count("/") < known.path.count("/"):
            best[value.meaning] = value
    taken = set(best)
    return tuple(value if best[value.meaning] is value else _beside(value, taken) for value in values)


_COMPARED_WITH = tuple(
    (bases, step_pattern(f"columns.{words}"))
    for words, bases in (
        ("with_budget", {"change": "change_from_budget", "change_percent": "change_percent_from_budget"}),
        ("with_outturn", {"change": "change_from_outturn", "change_percent": "change_percent_from_outturn"}),
        ("of_budget", {PRIOR_YEAR: "prior_budget"}),
        ("of_outturn", {PRIOR_YEAR: "prior_outturn"}),
    )
)
"""What a second column of changes compares with, or which of last year's amounts a second one is: by its header."""


def _beside(value: ValueColumn, taken: set[Meaning]) -> ValueColumn:
    """A column of which another one is, too: a second change is named by what it compares with, any other keeps its path."""
    for bases, words in _COMPARED_WITH:
        named = replace(value, basis=bases.get(value.basis, value.basis))
        if named.basis != value.basis and words.search(value.path) and named.meaning not in taken:
            taken.add(named.meaning)
            return named
    *groups, leaf = value.path.split("/")
    role = value.role if value.role in {"count", "percent"} else "of_which"  # what counts things is no money
    if (
        leaf in _GENERIC and groups
    ):  # the sum of a group that no measure names (工资奖金津补贴 above 基本工资, 津贴补贴)
        return replace(value, measure="subtotal", member=value.path, role=role, part_of="")
    return replace(value, measure=UNMAPPED, member=value.path, role=role, part_of="", mapped=False)


def value_column(
    form: StatementSpec,
    index: int,
    leaf: str,
    path: str,
    fiscal_year: int,
    economic: str = "",
    *,
    is_block: bool = False,
) -> ValueColumn:
    """What a value column is of, by the economic subject that heads it (its code), else by the form's rules, with period
    (prior year, change) and unit told from its header. `is_block`: its group heads the names of the rows, too, and so is no measure."""
    prior_year = re.compile(rf"(?<!\d)({fiscal_year - 1}|{str(fiscal_year - 1)[2:]}年)")
    is_change = bool(_CHANGE.search(path)) and not re.search(r"结转", path)
    is_prior = (
        bool(_PRIOR.search(path) or prior_year.search(path)) and not is_change and not re.search("结转|结余|实户", path)
    )
    unit_match = re.search(rf"\(({MONEY}|个|人|人次|辆|批次|次|台|套|%|平方米)\)", path)
    unit = unit_match[1] if unit_match else ""
    if (is_change and _is_rate(leaf, path)) or is_percent(leaf):
        unit = "%"
    whole = "amount" if form.shape == "balance" else "total"
    is_year = bool(re.fullmatch(rf"{fiscal_year}(年度?)?", leaf))  # the year alone heads its amounts
    if _SHARE.search(leaf) and not is_change:
        return _share(form, index, leaf, path, whole)
    plain = [_MONEY_UNIT.sub("", part) for part in path.split("/")]  # 基本支出(元) is 基本支出
    told = _told(
        form,
        _MONEY_UNIT.sub("", leaf),
        "/".join(plain),
        economic,
        is_block=is_block,
        default=whole if is_prior or is_change or is_year else "",
    )
    if is_year and told.member == leaf:
        told = ColumnRule(whole, told.leaf)  # this year's among several
    if told.role == "count" and unit in YUAN:
        unit = ""  # 数量 below a group of columns headed (元)
    if is_change:
        told = _of_basis(told, "change_percent" if unit == "%" else "change", leaf)
    elif is_prior and told.basis != PRIOR_YEAR:
        told = _of_basis(told, PRIOR_YEAR, leaf)
    return ValueColumn(
        index,
        told.measure,
        leaf,
        path,
        "percent" if unit == "%" else told.role,
        told.part_of if told.basis not in {PRIOR_YEAR, *CHANGES} else "",
        unit,
        told.measure != UNMAPPED or told.basis != THIS_YEAR,
        told.basis,
        told.member,
        told.fund,
    )


_LAST_YEARS = {"initial_budget": "prior_budget", "adjusted_budget": "prior_budget"}


def _of_basis(told: ColumnRule, basis: str, leaf: str) -> ColumnRule:
    """A column of last year's, or of changes, of what its header names otherwise: 上年 of 年初预算 is last year's budget, of 本年收入 nothing
    that has a name."""
    if told.basis == THIS_YEAR:
        return replace(told, basis=basis, role="of_which")
    if basis == PRIOR_YEAR and told.basis in _LAST_YEARS:
        return replace(told, basis=_LAST_YEARS[told.basis], role="of_which")
    return replace(told, basis=basis, measure=UNMAPPED, member=leaf, fund="", role="of_which")


def _share(form: StatementSpec, index: int, leaf: str, path: str, whole: str) -> ValueColumn:
    """A column of shares (占比) of the amounts that its group heads, of the form's whole where no group does."""
    group = path.rpartition("/")[0]
    told = _told(form, group.rpartition("/")[2], group, "", default=whole)
    told = ColumnRule(whole, told.leaf) if told.measure == UNMAPPED else told
    return ValueColumn(
        index, told.measure, leaf, path, "percent", unit="%", basis="share", member=told.member, fund=told.fund
    )


def _is_rate(leaf: str, path: str) -> bool:
    """Whether a column of changes is of rates: its own header says so, or the one above it where its own names no amount (合计 below 增减%)."""
    if _PERCENT.search(leaf or path):
        return True
    groups = [part for part in path.split("/")[:-1] if _CHANGE.search(part)]
    return bool(groups) and not re.search("额|数$", leaf) and all(is_percent(part) for part in groups[-1:])


_ANY = re.compile("")


def _told(
    form: StatementSpec, leaf: str, path: str, economic: str, default: str, *, is_block: bool = False
) -> ColumnRule:
    """What a value column is of, as a rule of its own: the form's that fits, with the member that the header names."""
    if economic:
        meaning = economic_meaning(economic, path)
        return ColumnRule(meaning.measure, _ANY, member=meaning.member)
    group = path.rpartition("/")[0]
    if leaf in {"金额", "数额"} and group and not is_block:  # 基本支出 above 金额 | 占比
        above = _told(form, group.rpartition("/")[2], group, "", default="")
        if above.measure != UNMAPPED:
            return above
    for rule in form.columns:
        if rule.role != "text" and rule.leaf.search(leaf) and (rule.path is None or rule.path.search(path)):
            return replace(rule, member=path if leaf in _GENERIC else leaf) if rule.each else rule
    return ColumnRule(default, _ANY) if default else ColumnRule(UNMAPPED, _ANY, member=leaf)


def with_sides(plan: Plan, form: StatementSpec) -> Plan:
    """Name the blocks of a summary form: revenue left, expenditure right, and by classification where the header says it."""
    count = len(plan.blocks)
    headings = ["".join(plan.header.path(c) for c in block.names) for block in plan.blocks]
    blocks = tuple(
        replace(block, side=_side(block.header_text, headings[i], form, i, count))
        for i, block in enumerate(plan.blocks)
    )
    if form.shape == "subjects" and count > 1 and any(block.code_kind == "government" for block in blocks):
        # the same money by two classifications, side by side: each block adds up by itself
        blocks = tuple(
            replace(block, side="government_economic" if block.code_kind == "government" else "department_economic")
            for block in blocks
        )
    if form.side and count == 1:
        blocks = tuple(replace(block, side=form.side) for block in blocks)
    if form.shape == "balance" and count > 1 and blocks[0].side not in {"", "revenue"}:
        blocks = tuple(replace(block, side=block.side or "expenditure") for block in blocks)
    return Plan(blocks, plan.header)
