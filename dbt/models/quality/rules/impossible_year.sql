-- A year has four digits, of this century: 202年度 lost one.
{{ slip_rule(
    'impossible_year',
    "'年份“' || slip.printed || '”不成立'"
) }}
