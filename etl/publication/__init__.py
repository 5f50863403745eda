"""Which documents are one publication: its parts and its versions, and which version holds. Pure: no database, no order of loading."""
