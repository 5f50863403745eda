"""What people get in hand of an audit."""
