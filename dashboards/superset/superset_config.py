"""Superset's settings for gongkai's dashboards: Chinese, on loopback, no request to any other host.

Superset imports this module by its name. What differs between installations comes from the environment, which
`python -m dashboards.serve` sets: GONGKAI_SUPERSET_HOME, the folder of Superset's own database and of its secret key, and GONGKAI_SUPERSET_PAGES, that
of the profiles of all agencies, which may be missing.
"""

from __future__ import annotations

import json
import logging
import os
from pathlib import Path
from typing import Any

_HOME = Path(os.environ["GONGKAI_SUPERSET_HOME"])

SECRET_KEY = (_HOME / "secret-key").read_text(encoding="ascii").strip()
SQLALCHEMY_DATABASE_URI = f"sqlite:///{_HOME / 'superset.db'}"

LOG_LEVEL = logging.WARNING  # what it says of a start that went well is for its developers

BABEL_DEFAULT_LOCALE = "zh"
LANGUAGES = {"zh": {"flag": "cn", "name": "简体中文"}, "en": {"flag": "us", "name": "English"}}

# Superset's own policy lets the browser ask map servers, avatars and a telemetry pixel. Here it may ask this server alone.
TALISMAN_ENABLED = True
TALISMAN_CONFIG = {
    "content_security_policy": {
        "base-uri": ["'self'"],
        "default-src": ["'self'"],
        "img-src": ["'self'", "blob:", "data:"],
        "worker-src": ["'self'", "blob:"],
        "connect-src": ["'self'"],
        "object-src": "'none'",
        "style-src": ["'self'", "'unsafe-inline'"],
        "font-src": ["'self'", "data:"],
        "script-src": ["'self'", "'strict-dynamic'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'self'"],
    },
    "content_security_policy_nonce_in": ["script-src"],
    # Plain HTTP on loopback; whoever puts a proxy with TLS in front of it sets both.
    "force_https": False,
    "session_cookie_secure": False,
}
WTF_CSRF_ENABLED = True
SESSION_COOKIE_SAMESITE = "Lax"
# Loopback has one user's browser; a limit kept in memory is the right one for a single process.
RATELIMIT_STORAGE_URI = "memory://"

# Nothing but what dashboards need: no uploads, no alerts, no connections to spreadsheets elsewhere.
FEATURE_FLAGS = {"ALERT_REPORTS": False, "ENABLE_TEMPLATE_PROCESSING": False}
PREVENT_UNSAFE_DB_CONNECTIONS = True
MAPBOX_API_KEY = ""
SLACK_ENABLE_AVATARS = False
ENABLE_PROXY_FIX = False

ROW_LIMIT = 10000
SUPERSET_WEBSERVER_TIMEOUT = 60

# Superset's Chinese calls the number of a table's rows “异常” (exceptions), which a page of contradictions can't have.
_WORDS = {"%s record": "%s 行", "%s records": "%s 行", "entries": "行", "entries per page": "行", "Users": "用户"}
# And what it says below an empty chart means “the kind of chart to show”.
_WORDS["Right-click on a dimension value to drill to detail by that value."] = "右键点一个数或一块，列出它所含的各行。"
_WORDS["View as table"] = "查看为表格"
_WORDS["There is currently no information to display."] = "所选报告没有公开此项"


# What a table of Superset 6.1 writes where there is no value, and no language pack reaches: in the program of its table alone.
_NO_VALUE = b'[!1,"N/A"]'
_NO_VALUE_ZH = '[!1,"—"]'.encode()


def _programs_of_tables() -> set[str]:
    """The addresses of the scripts that write it."""
    import superset

    folder = Path(superset.__file__).parent / "static" / "assets"
    return {f"/static/assets/{file.name}" for file in folder.glob("*.js") if _NO_VALUE in file.read_bytes()}


_NO_PAGE = """<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>还没有这一页</title>
<p>还没有这一页。请看板管理员运行：</p><pre>gongkai profile --all {folder} --pictures</pre></html>"""


def _show_pages(app: Any) -> None:
    """The profiles of all agencies with the pictures of pages, to whoever has signed in: where links of source rows lead."""
    from flask import abort, redirect, request, send_from_directory
    from flask_login import current_user
    from markupsafe import escape
    from werkzeug.exceptions import NotFound

    folder = Path(os.environ["GONGKAI_SUPERSET_PAGES"])

    def page_of_profiles(path: str) -> Any:
        if not current_user.is_authenticated:
            return redirect(f"/login/?next={request.path}")
        # What the program notes for itself is nobody's page.
        if path.startswith(".") or "/." in path or path.endswith(".json"):
            abort(404)
        try:
            return send_from_directory(folder, path, max_age=0)
        except NotFound:
            return _NO_PAGE.format(folder=escape(folder)), 404

    # The pages say themselves what they may ask for; the index searches with a script of its own.
    page_of_profiles.talisman_view_options = {  # type: ignore[attr-defined]
        "content_security_policy": {
            "default-src": "'none'",
            "img-src": "'self'",
            "style-src": ["'self'", "'unsafe-inline'"],
            "script-src": "'self'",
            "base-uri": "'none'",
            "form-action": "'none'",
            "frame-ancestors": "'self'",
        },
        "content_security_policy_nonce_in": [],
    }
    app.add_url_rule("/profiles/", "page_of_profiles", page_of_profiles, defaults={"path": "index.html"})
    app.add_url_rule("/profiles/<path:path>", "page_of_profiles", page_of_profiles)


def FLASK_APP_MUTATOR(app: Any) -> None:  # noqa: N802 - Superset's name
    """Correct the words above on their way to the browser, and show the pages that links lead to."""
    _show_pages(app)
    tables = _programs_of_tables()

    @app.after_request
    def correct(response: Any) -> Any:
        from flask import request

        if response.status_code != 200:
            return response
        if request.path.endswith("/language_pack/zh/"):
            response.direct_passthrough = False
            pack = json.loads(response.get_data())
            words = pack["locale_data"]["superset"]
            words.update({key: [zh] * max(1, len(words.get(key, [zh]))) for key, zh in _WORDS.items()})
            response.set_data(json.dumps(pack))
        elif request.path in tables:
            response.direct_passthrough = False
            response.set_data(response.get_data().replace(_NO_VALUE, _NO_VALUE_ZH))
        else:
            return response
        response.headers.remove("ETag")
        response.headers["Cache-Control"] = "no-cache"
        return response
