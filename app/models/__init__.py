"""The shape of the database, no behaviour."""
