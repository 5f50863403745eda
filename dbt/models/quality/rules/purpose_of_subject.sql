-- Money of a subject is for what the subject is: 住房公积金 isn't used for 医疗保险. Which words belong to which subject is the loader's.
{{ slip_rule(
    'purpose_of_another_subject',
    "'“' || slip.expected || '”的用途为“' || slip.printed || '”，属于另一科目'"
) }}
