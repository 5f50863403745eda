with stated as (
    select
        asset.*,
        disclosure.page,
        disclosure.sentence,
        bool_or(asset.asset_kind <> 'total') over (partition by asset.report_key, asset.asset, asset.movement) as has_kinds,
        {{ said_first(
            'asset.report_key, asset.asset, asset.movement, asset.asset_kind, asset.threshold_yuan',
            'disclosure.position',
            'asset.quantity',
            'asset.fact_no'
        ) }} as counts_once
    from {{ affected(ref('stg_asset'), 'asset') }}
    left join {{ affected(ref('int_disclosure_group'), 'disclosure') }}
        on
            asset.report_key = disclosure.report_key
            and asset.group_no = disclosure.group_no
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
    stated.counts_once,
    stated.quantity,
    stated.threshold_yuan,
    stated.page,
    stated.sentence
from stated
inner join {{ affected(ref('stg_report'), 'report') }}
    on stated.report_key = report.report_key
