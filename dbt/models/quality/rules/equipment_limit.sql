-- Equipment is counted from a price on that rules set: 50、100 (万元) … Another number than a round one is a slip of the pen.
{{ slip_rule(
    'odd_limit',
    "'称“' || slip.printed || '”，不是资产统计所用的界限'"
) }}
