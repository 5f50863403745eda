"""Words of the field as they are kept: YAML files beside the module that reads them."""

from __future__ import annotations

from typing import Any

import yaml

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""LibYAML's where PyYAML was built with it: parsing in Python takes ten times as long, and every command reads some files."""


def load_yaml(text: str) -> Any:
    """What a YAML text holds: plain values, lists and mappings. Raises yaml.YAMLError."""
    return yaml.load(text, Loader=_LOADER)  # noqa: S506 - a safe loader
