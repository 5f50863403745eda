"""The versions of the schema, oldest first; made by `alembic revision --autogenerate`."""
