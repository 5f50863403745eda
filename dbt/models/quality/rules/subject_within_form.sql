-- A subject has no more in a form that covers part of the money than in the one that covers all of it (seeds/subject_pair.csv,
-- relation <=); a subject that the wider form leaves out counts as zero there.
select
    {{ at_figure('figure') }},
    '科目' || compared.code || '（' || left_form.title || '）' as left_label,
    compared.left_amount,
    '科目' || compared.code || '（' || right_form.title || case when compared.right_no is null then '，未列' else '' end
    || '）' as right_label,
    compared.right_amount,
    compared.relation,
    compared.tolerance,
    case
        when compared.may_be_unread then '未列该科目的表中有未读懂的数'
        when compared.may_differ then '两表合计不同，口径可能不同'
        else ''
    end as skip_reason
from {{ ref('quality_subject_compared') }} as compared
inner join {{ ref('quality_statement') }} as left_form
    on
        compared.report_key = left_form.report_key
        and compared.left_seq = left_form.statement_seq
inner join {{ ref('quality_statement') }} as right_form
    on
        compared.report_key = right_form.report_key
        and compared.right_seq = right_form.statement_seq
inner join {{ ref('quality_figure') }} as figure
    on
        compared.report_key = figure.report_key
        and compared.figure_no = figure.figure_no
where compared.relation = '<='
