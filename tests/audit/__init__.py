"""What the audit finds, and what it must not."""
