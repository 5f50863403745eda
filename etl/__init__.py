"""gongkai's loader: documents → statements, narrative, performance → reference → warehouse → dbt."""

__version__ = "0.2.0"
