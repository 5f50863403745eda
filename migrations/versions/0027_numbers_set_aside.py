"""numbers of the prose that a rule sets aside have their places, too

Revision: 0027, after 0026. Reports of before have the new rows when they are read again.
"""

from __future__ import annotations

from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

_TABLE_BEFORE = "存疑或未能理解的数字，一个一行 | Numbers that are doubtful or not understood, one row each"
_TABLE = (
    "存疑、未能理解或文字说明中按规则搁置的数字，一个一行 | "
    "Numbers that are doubtful, not understood or, in the prose, set aside by a rule, one row each"
)
_STATE_BEFORE = "状态：doubtful、not_understood | doubtful or not_understood"
_STATE = "状态：doubtful、not_understood、set_aside | doubtful, not_understood or set_aside"
_RULE_BEFORE = (
    "所在：sentence、line、numeral、cell、label 无文字的标签、performance、units、unknown_table；存疑时为存疑的原因 | "
    "Where it stands: sentence, line, numeral, cell, label (a cell of a form without a word), performance, units, unknown_table; of a doubtful one, why"
)
_RULE = (
    "所在：sentence、line、numeral、cell、label 无文字的标签、performance、units、unknown_table；存疑时为存疑的原因，搁置时为规则 | "
    "Where it stands: sentence, line, numeral, cell, label (a cell of a form without a word), performance, units, unknown_table; of a doubtful one, why; of one set aside, the rule"
)


def upgrade() -> None:
    """To this version."""
    _describe(_TABLE, _STATE, _RULE)


def downgrade() -> None:
    """To the version before: numbers set aside have no rows."""
    op.execute("delete from core.accounted_number where state = 'set_aside'")
    _describe(_TABLE_BEFORE, _STATE_BEFORE, _RULE_BEFORE)


def _describe(table: str, state: str, rule: str) -> None:
    op.create_table_comment("accounted_number", table, schema="core")
    op.alter_column("accounted_number", "state", schema="core", comment=state)
    op.alter_column("accounted_number", "rule", schema="core", comment=rule)
