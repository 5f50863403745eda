"""What the program knows itself, in the warehouse: the divisions, the types of agencies and the catalogue of forms."""

from __future__ import annotations

from typing import Any

import psycopg

from etl.reference.regions import regions
from etl.reference.types import agency_types
from etl.statements.catalogue_entries import load_catalogue
from etl.warehouse.rows import statement_dimension
from etl.warehouse.writer import write_dimensions
from models import metadata


def sync_reference(connection: psycopg.Connection[Any]) -> None:
    """Write what the program knows itself: the divisions, the types of agencies and the catalogue of forms."""
    tables = metadata.tables
    columns = [column.name for column in tables["core.dim_region"].columns]
    write_dimensions(
        connection,
        {
            tables["core.dim_region"]: [{name: getattr(region, name) for name in columns} for region in regions()],
            tables["core.dim_agency_type"]: [
                {
                    "agency_type": one.name,
                    "wider_type": one.wider,
                    "path": "/".join(one.path),
                    "is_wide": one.wide,
                    "sort_order": one.sort_order,
                }
                for one in agency_types()
            ],
            tables["core.dim_statement"]: statement_dimension(load_catalogue()),
        },
    )
