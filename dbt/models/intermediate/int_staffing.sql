with kind as (
    select
        report_key,
        measure,
        staff_kind,
        max(people) as people
    from {{ affected(ref('stg_staffing')) }}
    group by report_key, measure, staff_kind
),

measured as (
    select
        report_key,
        measure,
        coalesce(
            max(people) filter (where staff_kind = 'total'),
            sum(people) filter (where staff_kind <> 'total')
        )::integer as people,
        max(people) filter (where staff_kind = 'administrative') as administrative,
        max(people) filter (where staff_kind = 'institution') as institution
    from kind
    group by report_key, measure
)

select
    report_key,
    max(people) filter (where measure = 'posts') as posts,
    max(administrative) filter (where measure = 'posts') as posts_administrative,
    max(institution) filter (where measure = 'posts') as posts_institution,
    max(people) filter (where measure = 'people') as people,
    max(administrative) filter (where measure = 'people') as people_administrative,
    max(institution) filter (where measure = 'people') as people_institution,
    max(people) filter (where measure = 'retired') as retired
from measured
group by report_key
