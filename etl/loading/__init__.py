"""Many files: where they come from, reading them side by side, writing them in batches, and what became of each."""
