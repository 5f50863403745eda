"""bounded partitions: a loader may have partitions made of three hundred fiscal years, and of no more

Revision: 0020, after 0019
"""

from __future__ import annotations

from alembic import op

from migrations.helpers import create_functions

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this version. Partitions that are there stay."""
    create_functions(op.get_bind())


def downgrade() -> None:
    """To the version before: the function takes the same argument there, and is left as it is."""
