"""Readers of workbooks: what each cell shows, whatever the format."""
