"""Codes of subjects as forms print them."""

from __future__ import annotations

import re

_DOTTED_CODE = re.compile(r"^\d{3}[.\-]\d{2}[.\-]\d{2}$")


def plain_code(text: str) -> str:
    """A subject's code printed in parts (208.05.05, 208-05-05) without what parts them; any other text as it is."""
    return re.sub(r"\D", "", text) if _DOTTED_CODE.match(text) else text
