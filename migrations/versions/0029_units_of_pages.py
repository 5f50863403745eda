"""Slips: a page of a form in another unit than its first is one

Revision: 0029, after 0028
"""

from __future__ import annotations

from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

_BEFORE = (
    "种类：doubled_punctuation 标点重复、impossible_year 年份、日期不成立、date_of_another_year 日期为另一年、another_agency 他部门名称、"
    "purpose_of_another_subject 用途属于另一科目、number_left_out 列举的序号缺号、item_left_out 顿号后缺项、"
    "odd_limit 单价界限不成整数、stated_otherwise 同样的话数字不同 | "
    "doubled_punctuation, impossible_year (a day or a month, too), date_of_another_year, another_agency, purpose_of_another_subject, number_left_out, "
    "item_left_out (of a list), odd_limit (a price that no rule sets) or stated_otherwise (the same words with another number)"
)
_KIND = (
    "种类：doubled_punctuation 标点重复、impossible_year 年份、日期不成立、date_of_another_year 日期为另一年、another_agency 他部门名称、"
    "purpose_of_another_subject 用途属于另一科目、number_left_out 列举的序号缺号、item_left_out 顿号后缺项、"
    "odd_limit 单价界限不成整数、stated_otherwise 同样的话数字不同、unit_of_page 续页单位与首页不同 | "
    "doubled_punctuation, impossible_year (a day or a month, too), date_of_another_year, another_agency, purpose_of_another_subject, number_left_out, "
    "item_left_out (of a list), odd_limit (a price that no rule sets), stated_otherwise (the same words with another number) or "
    "unit_of_page (a form's page in another unit than its first)"
)


def upgrade() -> None:
    """To this version. Reports of before have the new rows when they are read again."""
    op.alter_column("slip", "kind", schema="core", comment=_KIND)


def downgrade() -> None:
    """Back."""
    op.alter_column("slip", "kind", schema="core", comment=_BEFORE)
