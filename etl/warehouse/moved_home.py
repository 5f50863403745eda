"""What lies beside a server of one's own moves with it: originals, caches, dbt's project, dashboards."""

from __future__ import annotations

from pathlib import Path

from etl.errors import WarehouseError


def move_what_lies_beside(home: Path, to: Path) -> None:
    """Move everything else of a folder that was the warehouse's, but the demo's. WarehouseError names what can't be moved."""
    for one in sorted(home.iterdir()):
        if one.name == "demo":
            continue
        try:
            one.rename(to / one.name)
        except OSError as error:
            raise WarehouseError(
                f"can't be moved ({error.strerror})", place=str(one), next_step=f"move it to {to} by hand"
            ) from error
    if not any(home.iterdir()):
        home.rmdir()
