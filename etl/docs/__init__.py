"""Pages of `docs/` that are made from the program: the data dictionary and the results in the query book."""
