"""Alembic's environment: the schema, version by version."""
