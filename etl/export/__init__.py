"""Marts as files: CSV for programs, workbooks for people."""
