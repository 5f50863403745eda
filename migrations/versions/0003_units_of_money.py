"""units of money: the view of performance tables knows every unit (千元, 十万元, 百万元) that the interpretation knows

Revision: 0003, after 0002
"""

from __future__ import annotations

from alembic import op

from migrations.helpers import create_views
from models.views import VIEWS

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this version. No view reads this one."""
    op.execute("drop view if exists core.published_performance")
    create_views(op.get_bind(), tuple(view for view in VIEWS if view.name == "published_performance"))


def downgrade() -> None:
    """Back to the version before: the view's columns are the same, and its query holds for either."""
