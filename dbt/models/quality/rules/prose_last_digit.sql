-- An amount that the prose takes from a form printed as exactly is the form's to the last digit, where the report's others are: ten at least, ten times
-- as many as those that aren't. Where offices round each text for itself more of them differ.
with compared as (
    select * from {{ ref('prose_amount_in_forms') }}
    where skip_reason = ''
    union all
    select * from {{ ref('prose_subject_in_forms') }}
    where skip_reason = ''
),

alike as (
    select
        compared.report_key,
        compared.disclosure_no,
        compared.left_label,
        compared.left_amount,
        compared.right_label,
        compared.right_amount,
        count(*) filter (where compared.left_amount = compared.right_amount) over (partition by compared.report_key) as same_count,
        count(*) filter (where compared.left_amount <> compared.right_amount) over (partition by compared.report_key) as other_count
    from compared
    inner join {{ ref('quality_disclosure') }} as disclosure
        on
            compared.report_key = disclosure.report_key
            and compared.disclosure_no = disclosure.disclosure_no
    where
        compared.tolerance = 2 * disclosure.half
        -- What differs by more is said by the rules above.
        and abs(compared.left_amount - compared.right_amount) <= compared.tolerance
)

select
    {{ at_disclosure('disclosure') }},
    alike.left_label,
    alike.left_amount,
    alike.right_label,
    alike.right_amount,
    '=' as relation,
    0::numeric as tolerance,
    case
        when alike.left_amount = alike.right_amount or alike.same_count >= 10 * alike.other_count then ''
        else '本报告的数各处四舍五入，末位不同的不少'
    end as skip_reason
from alike
inner join {{ ref('quality_disclosure') }} as disclosure
    on
        alike.report_key = disclosure.report_key
        and alike.disclosure_no = disclosure.disclosure_no
where alike.same_count >= 10
