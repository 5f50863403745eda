-- Punctuation stands once where it belongs.
{{ slip_rule(
    'doubled_punctuation',
    "'标点重复“' || slip.printed || '”'"
) }}
