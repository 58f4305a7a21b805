"""The database: SQLAlchemy Core over SQLite and PostgreSQL; rows leave as the core's own values."""
