"""Tests of `etl/handbook`."""
