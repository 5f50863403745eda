"""Run by Superset's Python: brings Superset's own database up to date and puts the dashboards into it.

Takes the administrator's password and the files to import, which hold the warehouse's URL, from standard input, as JSON, so that neither is
in the list of processes or in a file. Doing it again overwrites the dashboards with those of the repository and leaves what else was made
in Superset.
"""

from __future__ import annotations

import json
import logging
import os
import sys


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

        user = security_manager.find_user(username="admin")
        if user is None:
            role = security_manager.find_role("Admin")
            user = security_manager.add_user("admin", "gongkai", "admin", "admin@localhost", role, given["password"])
            if not user:
                sys.exit("Superset could not make its administrator")
        else:
            security_manager.reset_password(user.id, given["password"])
        g.user = user
        ImportAssetsCommand(given["assets"]).run()
        db.session.commit()


if __name__ == "__main__":
    main()
