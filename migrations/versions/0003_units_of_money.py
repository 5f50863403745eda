"""units of money: the view of performance tables knows every unit (千元, 十万元, 百万元) that the interpretation knows, that of figures the
whole path of a column's headers

Revision: 0003, after 0002
"""

from __future__ import annotations

from alembic import op

from migrations.helpers import create_views, drop_views
from models.views import VIEWS

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this version. No view reads these."""
    changed = tuple(view for view in VIEWS if view.name in ("published_figure", "published_performance"))
    drop_views(op.get_bind(), changed)
    create_views(op.get_bind(), changed)


def downgrade() -> None:
    """Back to the version before: a column more and units more hold for either."""
