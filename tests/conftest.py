"""Fixtures of every test: a PostgreSQL server, the browser, and no silent skips."""

pytest_plugins = [
    "tests.postgres",
    "tests.databases",
    "tests.plugins.collector",
    "tests.plugins.longest_first",
    "tests.plugins.needs",
    "tests.plugins.strict",
]
