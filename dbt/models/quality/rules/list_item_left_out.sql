-- Behind the stop of a list (、) stands its next item, not the clause that speaks of all.
{{ slip_rule(
    'item_left_out',
    "'顿号后缺列举项“' || slip.printed || '”'"
) }}
