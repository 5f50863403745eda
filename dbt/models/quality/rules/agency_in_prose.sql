-- The prose calls the agency by its name, in full, shortened, or with a part of it: a name that only resembles it is misspelt, or another's.
{{ slip_rule(
    'another_agency',
    "'称“' || slip.printed || '”，本报告部门为“' || slip.expected || '”'"
) }}
