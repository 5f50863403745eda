"""Tables of a PDF that no line parts. Frozen: no new cases."""
