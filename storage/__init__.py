"""The database: tables, migrations, and the store that the core sees as `bot.ports.Store`."""
