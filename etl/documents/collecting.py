"""Reading makes many objects and few cycles: Python looks for cycles more rarely meanwhile, a tenth of the processor time."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

_OBJECTS = 100_000
"""So many new objects before Python looks for cycles: some 20 MB at most wait longer than by its own threshold."""


@contextmanager
def rarely_collected() -> Iterator[None]:
    """Within this, and the functions it decorates, cycles are looked for once in `_OBJECTS` objects; nothing changes where a caller set more."""
    before = gc.get_threshold()
    if 0 < before[0] < _OBJECTS:
        gc.set_threshold(_OBJECTS, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
