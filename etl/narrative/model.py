"""What the narrative step gives: one disclosure for every number (or nil) that the prose states. No database here."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from etl.narrative.numbers import NumberRead
from etl.narrative.sentences import Passage
from etl.words.units import YUAN

_WRITTEN = frozenset({*YUAN, "%"})
"""Units that a number must not go without."""


@dataclass(frozen=True, slots=True)
class Disclosure:
    """One statement of the prose.

    `section` is the heading it stands under (without ordinal), `item` the subject: a name path 类/款/项, a printed code, or
    a line such as 财政拨款收入总计. `metric` is one of the names in docs (金额, 占比, 比上年增减额, 年初预算, 支出决算, 完成率,
    数量 …); `value` is in `unit` as printed, negative for 减少/下降. `topic` tells which fact it feeds (`total`, `execution`,
    `year_change`, `three_public`, `operating`, `procurement`, `staffing`, `asset`, `performance`, `other`).
    `group` numbers the statements about one item that were made in one sentence, so that value, change and reason stay together.
    """

    position: int  # Paragraph.position where the sentence begins
    page: int | None
    section: str
    item: str
    item_code: str
    metric: str
    value: Decimal
    unit: str
    sentence: str
    topic: str
    group: int
    direction: str = ""  # increase, decrease, unchanged, not_comparable, "" where the metric is no change
    reason: str = ""
    printed: str = ""  # the words the value was read from
    fund: str = ""
    base: str = ""  # what a share or a completion rate refers to, as printed (年初预算, 全年预算, 本年支出合计 …)

    @property
    def lacks_unit(self) -> bool:
        """Whether 万元 or % was left out behind the number: `unit` then is the one that the sentence goes by."""
        return self.unit in _WRITTEN and self.value != 0 and self.topic != "performance" and self.printed[-1:].isdigit()


@dataclass(frozen=True, slots=True)
class Remark:
    """A statement without an amount.

    `kind` is `nil` (无…支出), `zero` (…支出0万元), `empty_form` (本表无数据), `blank_form` (a form published empty, without a word), `direction` (a change whose amount isn't stated), `reason`, `comparison`
    (决算数小于预算数: of the statements of `group`, with the budget `base`, if it names one) or `listed` (a name of a list of what was paid, with its code).
    `subjects` are what the first four say there is none of, as `nil` of vocabulary.yaml names them: three_public, abroad, vehicle,
    vehicle_purchase, vehicle_running, reception, meeting, training, government_fund_revenue, government_fund_expenditure,
    state_capital_revenue, state_capital_expenditure, operating_costs, procurement, and things: vehicles_held, vehicles_purchased beside the three public expenses,
    asset_vehicles_held, asset_vehicles_purchased, asset_equipment_held, asset_equipment_purchased; none for other things and for a part of one of these.
    """

    position: int
    section: str
    item: str
    sentence: str
    kind: str
    direction: str = ""
    reason: str = ""
    page: int | None = None
    subjects: tuple[str, ...] = ()
    group: int | None = None  # of disclosures
    item_code: str = ""
    base: str = ""
    printed: str = ""  # the words that say it


@dataclass(frozen=True, slots=True)
class Slip:
    """A slip of the pen. `kind`: doubled_punctuation, impossible_year, date_of_another_year, another_agency, purpose_of_another_subject, number_left_out,
    item_left_out, odd_limit, stated_otherwise, reason_against_sign, reason_left_out; unit_of_page is of a form.

    `printed` is what stands there, `expected` what should ("" where nobody can know), `sentence` the words around it.
    """

    position: int
    page: int | None
    kind: str
    printed: str
    expected: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Narrative:
    """All disclosures of a document in reading order, and the sentences with a number that has no subject or no meaning."""

    disclosures: tuple[Disclosure, ...]
    not_understood: tuple[tuple[int, str], ...] = ()  # (paragraph position, sentence)
    units_included: tuple[str, ...] = ()  # names of the units in the report (纳入…编制范围)
    remarks: tuple[Remark, ...] = ()
    slips: tuple[Slip, ...] = ()
    numbers: tuple[NumberRead, ...] = ()
    """What became of each number of the prose, in reading order."""
    passages: tuple[Passage, ...] = ()
    """The paragraphs of prose that the sentences were taken from, in reading order."""

    @property
    def nil_statements(self) -> tuple[tuple[int, str, str, str], ...]:
        """What the report says it has none of: (paragraph position, section, item, sentence)."""
        return tuple((r.position, r.section, r.item, r.sentence) for r in self.remarks if r.kind == "nil")
