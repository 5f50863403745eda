"""What the speed claims of the README are measured with: `make bench`."""
