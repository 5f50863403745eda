"""Tests of `etl/language.py` and its catalogue."""
