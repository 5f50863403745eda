-- Where a report gives reasons for most of its subjects' differences, a large one isn't left without.
{{ slip_rule(
    'reason_left_out',
    "'“' || slip.printed || '”差异' || slip.expected || '，未述原因，其他多数科目有'"
) }}
