"""The commands, one module a group; no logic here."""
