"""The catalogue of published forms: YAML, one file a form, and the words that forms share."""
