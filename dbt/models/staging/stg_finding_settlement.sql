select
    issue_key,
    state,
    note,
    settled_by,
    settled_at
from {{ source('core', 'finding_settlement') }}
