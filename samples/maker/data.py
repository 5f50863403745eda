"""The maker's words and figures as they are kept: YAML files in which everything is text."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

_LOADER: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
"""LibYAML's where PyYAML was built with it, as in etl/words/data.py."""


def read_texts(path: Path) -> Any:
    """Mappings and lists of texts: 001 stays 001, and 1.00 stays 1.00. Raises yaml.YAMLError."""
    return yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER)  # noqa: S506 - BaseLoader builds text only
