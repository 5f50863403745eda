-- Items of a list that have an amount are numbered without a gap: between 2 and 4 one was left out, or misnumbered.
{{ slip_rule(
    'number_left_out',
    "'所列各项的序号从“' || replace(slip.printed, '、', '”到“') || '”，缺一项或序号有误'"
) }}
