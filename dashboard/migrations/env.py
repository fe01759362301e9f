"""Run by alembic: the migration goes over the connection that dashboard.store hands in, inside its transaction."""

from alembic import context

from dashboard.schema import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata, render_as_batch=True)
context.run_migrations()
