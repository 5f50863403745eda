-- What was done is told in more than one place (职责, 绩效): the same words give the same number.
{{ slip_rule(
    'stated_otherwise',
    "'称“' || slip.printed || '”，他处同样的话为“' || slip.expected || '”'"
) }}
