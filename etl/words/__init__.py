"""Words of the field, once: folding of characters, numbers, units of money. Every reader and every interpreter uses these."""
