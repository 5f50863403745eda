"""Reader of converted text."""
