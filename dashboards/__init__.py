"""Dashboards as code: what they show (`definitions`), Superset's files made from it (`superset/assets`), and the server that shows them."""
