-- A reason doesn't say the contrary of its change: less isn't spent because of more people. Which words belong to which direction is the loader's.
{{ slip_rule(
    'reason_against_sign',
    "'“' || slip.expected || '”的原因为“' || slip.printed || '”，方向相反'"
) }}
