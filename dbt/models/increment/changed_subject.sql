select * from {{ ref('differing_subject') }}
