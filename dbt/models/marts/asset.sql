with stated as (
    select
        asset.*,
        bool_or(asset_kind <> 'total') over (partition by report_key, asset, movement) as has_kinds
    from {{ affected(ref('stg_asset'), 'asset') }}
)

select
    {{ report_columns('report') }},
    stated.fact_no,
    stated.asset,
    {{ zh('stated.asset', {'vehicle': '车辆', 'equipment': '设备'}) }} as asset_zh,
    stated.movement,
    {{ zh('stated.movement', {'held': '年末保有', 'purchased': '当年购置'}) }} as movement_zh,
    stated.asset_kind,
    stated.asset_kind = 'total' and stated.has_kinds as is_total,
    stated.quantity,
    stated.threshold_yuan,
    disclosure.page,
    disclosure.sentence
from stated
inner join {{ affected(ref('stg_report'), 'report') }}
    on stated.report_key = report.report_key
left join {{ affected(ref('int_disclosure_group'), 'disclosure') }}
    on
        stated.report_key = disclosure.report_key
        and stated.group_no = disclosure.group_no
