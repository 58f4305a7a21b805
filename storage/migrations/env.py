"""What Alembic runs: the migrations, over the connection the program hands it."""

from alembic import context

from storage.tables import request

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=request.metadata,
    render_as_batch=True,
    transactional_ddl=True,
    compare_server_default=True,
)
with context.begin_transaction():
    context.run_migrations()
