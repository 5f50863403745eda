"""The warehouse described in Chinese, on one page: tables, columns, where they come from, metrics."""
