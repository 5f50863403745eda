-- A year has four digits, of this century: 202年度 lost one. A month has no 32nd day.
{{ slip_rule(
    'impossible_year',
    "'年份、日期“' || slip.printed || '”不成立'"
) }}
