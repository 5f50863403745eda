"""Slips: a reason that says the contrary of its change, and a large difference that alone goes without one

Revision: 0030, after 0029
"""

from __future__ import annotations

from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

_BEFORE = (
    "种类：doubled_punctuation 标点重复、impossible_year 年份、日期不成立、date_of_another_year 日期为另一年、another_agency 他部门名称、"
    "purpose_of_another_subject 用途属于另一科目、number_left_out 列举的序号缺号、item_left_out 顿号后缺项、"
    "odd_limit 单价界限不成整数、stated_otherwise 同样的话数字不同、unit_of_page 续页单位与首页不同 | "
    "doubled_punctuation, impossible_year (a day or a month, too), date_of_another_year, another_agency, purpose_of_another_subject, number_left_out, "
    "item_left_out (of a list), odd_limit (a price that no rule sets), stated_otherwise (the same words with another number) or "
    "unit_of_page (a form's page in another unit than its first)"
)
_KIND = (
    "种类：doubled_punctuation 标点重复、impossible_year 年份、日期不成立、date_of_another_year 日期为另一年、another_agency 他部门名称、"
    "purpose_of_another_subject 用途属于另一科目、number_left_out 列举的序号缺号、item_left_out 顿号后缺项、"
    "odd_limit 单价界限不成整数、stated_otherwise 同样的话数字不同、reason_against_sign 原因与增减方向相反、reason_left_out 差异较大而无原因、"
    "unit_of_page 续页单位与首页不同 | "
    "doubled_punctuation, impossible_year (a day or a month, too), date_of_another_year, another_agency, purpose_of_another_subject, number_left_out, "
    "item_left_out (of a list), odd_limit (a price that no rule sets), stated_otherwise (the same words with another number), "
    "reason_against_sign (more people behind 减少), reason_left_out (of a large difference) or unit_of_page (a form's page in another unit than its first)"
)


def upgrade() -> None:
    """To this version. Reports of before have the new rows when they are read again."""
    op.alter_column("slip", "kind", schema="core", comment=_KIND)


def downgrade() -> None:
    """Back."""
    op.alter_column("slip", "kind", schema="core", comment=_BEFORE)
