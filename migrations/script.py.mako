"""${message}

Revision: ${up_revision}, after ${down_revision | comma,n}
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
${imports if imports else ""}
from migrations.helpers import create_views, drop_views

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = ${repr(branch_labels)}
depends_on = ${repr(depends_on)}


def upgrade() -> None:
    """To this version. Views that read a changed table are dropped before and created after."""
    drop_views(op.get_bind())
    ${upgrades if upgrades else "pass"}
    create_views(op.get_bind())


def downgrade() -> None:
    """Back to the version before."""
    drop_views(op.get_bind())
    ${downgrades if downgrades else "pass"}
    ${"create_views(op.get_bind())" if down_revision else "# Before the first version there is nothing to view."}
