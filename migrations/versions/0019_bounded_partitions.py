"""bounded partitions: a loader may have partitions made of three hundred fiscal years, and of no more

Revision: 0019, after 0018
"""

from __future__ import annotations

from alembic import op

from migrations.helpers import create_functions

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this version. Partitions that are there stay."""
    create_functions(op.get_bind())


def downgrade() -> None:
    """To the version before: the function takes the same argument there, and is left as it is."""
