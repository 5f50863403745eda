"""Words of the field, once: folding of characters, numbers, numerals and ordinals, units of money, dates. Every reader and every interpreter uses these."""
