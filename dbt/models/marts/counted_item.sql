{{ config(
    incremental_strategy='by_family',
    indexes=[{'columns': ['agency', 'fiscal_year']}, {'columns': ['counted', 'fiscal_year']}]
) }}
with beside_money as (
    select
        counted.report_key,
        counted.item as counted,
        null as asset_kind,
        false as is_total,
        true as told_first,
        counted.count,
        coalesce(last_year.count, counted.prior_count) as prior_count,
        case
            when last_year.count is not null then 'report'
            when counted.prior_count is not null then 'disclosed'
            else 'none'
        end as prior_source,
        null::numeric(20, 2) as threshold_yuan,
        counted.origin as amount_origin,
        counted.figure_no,
        counted.disclosure_no,
        counted.remark_no,
        null::integer as group_no,
        null::integer as statement_seq,
        0 as fact_no
    from {{ affected(ref('int_three_public_count'), 'counted') }}
    inner join {{ affected(ref('int_report_link'), 'link') }}
        on counted.report_key = link.report_key
    left join {{ affected(ref('int_three_public_count'), 'last_year') }}
        on
            link.prior_report_key = last_year.report_key
            and counted.item = last_year.item
),

asset as (
    select
        asset.report_key,
        {{ counted_of_asset('asset.asset', 'asset.movement') }} as counted,
        asset.asset_kind,
        asset.asset_kind = 'total'
        and bool_or(asset.asset_kind <> 'total') over (partition by asset.report_key, asset.asset, asset.movement) as is_total,
        {{ said_first(
            'asset.report_key, asset.asset, asset.movement, asset.asset_kind, asset.threshold_yuan',
            'coalesce(disclosure.position, -1)',
            'asset.quantity',
            'asset.fact_no'
        ) }}
        and {{ form_goes_first('asset', 'asset.report_key, asset.asset, asset.movement') }} as told_first,
        asset.quantity as count,
        null::numeric as prior_count,
        'none' as prior_source,
        asset.threshold_yuan,
        'stated' as amount_origin,
        null::integer as figure_no,
        null::integer as disclosure_no,
        null::integer as remark_no,
        asset.group_no,
        asset.statement_seq,
        asset.fact_no
    from {{ affected(ref('stg_asset'), 'asset') }}
    left join {{ affected(ref('int_disclosure_group'), 'disclosure') }}
        on
            asset.report_key = disclosure.report_key
            and asset.group_no = disclosure.group_no
),

-- Said to be none, where no number is published.
asset_nil as (
    select
        nil.report_key,
        nil.subject as counted,
        case when nil.subject like 'asset_vehicles_%' then 'total' end as asset_kind,
        false as is_total,
        true as told_first,
        0::numeric as count,
        null::numeric as prior_count,
        'none' as prior_source,
        null::numeric(20, 2) as threshold_yuan,
        nil.origin as amount_origin,
        null::integer as figure_no,
        null::integer as disclosure_no,
        nil.remark_no,
        null::integer as group_no,
        null::integer as statement_seq,
        0 as fact_no
    from {{ affected(ref('stg_nil'), 'nil') }}
    left join asset
        on
            nil.report_key = asset.report_key
            and nil.subject = asset.counted
    where nil.subject like 'asset_%' and asset.report_key is null
),

staff as (
    select
        staffing.report_key,
        {{ counted_of_staff('staffing.measure', 'staffing.staff_kind') }} as counted,
        null as asset_kind,
        -- Parts of the staff are things of their own: the total counts once as what it is.
        false as is_total,
        {{ said_first(
            'staffing.report_key, staffing.measure, staffing.staff_kind',
            'coalesce(disclosure.position, -1)',
            'staffing.people',
            'staffing.fact_no'
        ) }}
        and {{ form_goes_first('staffing', 'staffing.report_key, staffing.measure') }} as told_first,
        staffing.people as count,
        null::numeric as prior_count,
        'none' as prior_source,
        null::numeric(20, 2) as threshold_yuan,
        'stated' as amount_origin,
        null::integer as figure_no,
        null::integer as disclosure_no,
        null::integer as remark_no,
        staffing.group_no,
        staffing.statement_seq,
        staffing.fact_no
    from {{ affected(ref('stg_staffing'), 'staffing') }}
    left join {{ affected(ref('int_disclosure_group'), 'disclosure') }}
        on
            staffing.report_key = disclosure.report_key
            and staffing.group_no = disclosure.group_no
),

told as (
    select * from beside_money
    union all
    select * from asset
    union all
    select * from asset_nil
    union all
    select * from staff
)

select
    {{ report_columns('report') }},
    row_number() over (
        partition by told.report_key
        order by told.counted collate "C" asc, told.fact_no asc
    ) as row_no,
    told.counted,
    {{ counted_zh('told.counted') }} as counted_zh,
    {{ three_public_of_count('told.counted') }} as expense_item,
    told.asset_kind,
    told.is_total,
    told.told_first,
    family.counts_once and told.told_first and not told.is_total as counts_once,
    family.counts_in_kind and told.told_first and not told.is_total as counts_in_kind,
    {{ whole_number('told.count') }} as count,
    {{ counted_unit('told.counted') }} as count_unit,
    {{ whole_number('told.prior_count') }} as prior_count,
    told.prior_source,
    told.threshold_yuan,
    told.amount_origin,
    told.figure_no,
    told.disclosure_no,
    told.group_no,
    coalesce(figure.statement_title, form.title, case told.amount_origin when 'empty_form' then remark.section end) as statement_title,
    coalesce(figure.page, disclosure.page, sentence.page, remark.page) as page,
    coalesce(disclosure.sentence, sentence.sentence, case told.amount_origin when 'declared_nil' then remark.sentence end) as sentence
from told
inner join {{ affected(ref('stg_report'), 'report') }}
    on told.report_key = report.report_key
inner join {{ affected(ref('int_counts_once'), 'family') }}
    on told.report_key = family.report_key
left join {{ affected(ref('stg_figure'), 'figure') }}
    on
        told.report_key = figure.report_key
        and told.figure_no = figure.figure_no
left join {{ affected(ref('stg_statement'), 'form') }}
    on
        told.report_key = form.report_key
        and told.statement_seq = form.statement_seq
left join {{ affected(ref('stg_disclosure'), 'disclosure') }}
    on
        told.report_key = disclosure.report_key
        and told.disclosure_no = disclosure.disclosure_no
left join {{ affected(ref('int_disclosure_group'), 'sentence') }}
    on
        told.report_key = sentence.report_key
        and told.group_no = sentence.group_no
left join {{ affected(ref('stg_remark'), 'remark') }}
    on
        told.report_key = remark.report_key
        and told.remark_no = remark.remark_no
