"""The embedded server: a real PostgreSQL under a folder of the user's."""
