-- A final account tells what there was at the end of its own year (截至…12月31日). Sentences on balances, contracts and comparisons may name
-- other years.
{{ slip_rule(
    'date_of_another_year',
    "'日期“' || slip.printed || '”不是报告年度的，应为“' || slip.expected || '”'"
) }}
