"""gongkai's loader: documents → statements, narrative, performance → reference → warehouse → dbt."""

__version__ = "0.1.0"
