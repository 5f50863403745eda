-- Where a report gives reasons for its subjects' differences, a large one isn't left without.
{{ slip_rule(
    'reason_left_out',
    "'“' || slip.printed || '”差异' || slip.expected || '，未述原因，其他科目均有'"
) }}
