"""Run by Superset's Python: brings Superset's own database up to date and puts the dashboards into it.

Takes the passwords of the administrator and of the viewer, and the files to import, which hold the warehouse's URL, from standard input, as JSON, so that neither is
in the list of processes or in a file. Doing it again overwrites the dashboards with those of the repository and leaves what else was made
in Superset.
"""

from __future__ import annotations

import json
import logging
import os
import sys
from typing import Any

VIEWER = "Viewer"
"""Who looks at the dashboards: filters, goes down into a number, reads its rows; makes nothing and writes no SQL."""

LOOKS = (
    ("can_read", "Dashboard"),
    ("can_read", "Chart"),
    ("can_read", "Dataset"),
    ("can_get_drill_info", "Dataset"),
    ("can_drill", "Dashboard"),
    ("can_view_chart_as_table", "Dashboard"),
    ("can_view_query", "Dashboard"),
    ("can_dashboard", "Superset"),
    ("can_samples", "Datasource"),
    ("can_read", "CurrentUserRestApi"),
    ("can_recent_activity", "Log"),
    ("can_write", "DashboardFilterStateRestApi"),
    ("can_read", "DashboardFilterStateRestApi"),
    ("can_language_pack", "Superset"),
    ("can_log", "Superset"),
    ("can_read", "SecurityRestApi"),
    ("menu_access", "Dashboards"),
    ("all_datasource_access", "all_datasource_access"),
)


def main() -> None:
    """Migrate, make the administrator, import."""
    given = json.load(sys.stdin)
    os.umask(0o077)
    logging.disable(logging.WARNING)
    from superset.app import create_app

    app = create_app()
    with app.app_context():
        from flask import g
        from flask_migrate import upgrade
        from superset import appbuilder, db, security_manager
        from superset.commands.importers.v1.assets import ImportAssetsCommand

        upgrade()
        logging.disable(logging.WARNING)
        appbuilder.add_permissions(update_perms=True)
        security_manager.sync_role_definitions()
        db.session.commit()

        def signed_in(name: str, role: str, password: str) -> object:
            """A user of one role, made where there is none, with this password."""
            found = security_manager.find_role(role)
            user = security_manager.find_user(username=name)
            if user is None:
                user = security_manager.add_user(name, "gongkai", name, f"{name}@localhost", found, password)
                if not user:
                    sys.exit(f"Superset could not make its user {name}")
            else:
                security_manager.reset_password(user.id, password)
                user.roles = [found]
            return user

        g.user = signed_in("admin", "Admin", given["password"])
        ImportAssetsCommand(given["assets"]).run()
        db.session.commit()
        allow(security_manager)
        signed_in(VIEWER.lower(), VIEWER, given["viewer_password"])
        db.session.commit()


def allow(security_manager: Any) -> None:
    """The role that looks: its rights are those below and no other, whatever an earlier version or a hand gave it."""
    wanted = []
    for right, view in LOOKS:
        found = security_manager.find_permission_view_menu(right, view)
        if found is None:
            sys.exit(f"Superset has no right {right} on {view}")
        wanted.append(found)
    security_manager.add_role(VIEWER).permissions = wanted


if __name__ == "__main__":
    main()
