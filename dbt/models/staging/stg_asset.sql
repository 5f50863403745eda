select
    asset.report_key,
    asset.fact_no,
    asset.statement_seq,
    asset.group_no,
    asset.asset,
    asset.movement,
    asset.asset_kind,
    asset.quantity,
    asset.threshold_yuan
from {{ source('core', 'fact_asset') }} as asset
inner join {{ ref('stg_current_report') }} as report
    on asset.report_key = report.report_key
