"""Dashboards as code: what they show (`definitions`), Superset's files made from it (`assets.py`), and the server that shows them."""
