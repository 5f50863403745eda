"""What the audit notices of changes to what a report prints: `make bench-audit`, docs/audit.md."""
