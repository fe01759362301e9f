"""Many reports at once: read by processes here or by machines elsewhere, kept in order, a batch a transaction."""
