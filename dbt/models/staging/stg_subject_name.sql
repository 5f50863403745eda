-- Names of the official list, with the years in which they hold; the classifications share no code.
select
    system,
    code,
    name,
    coalesce(valid_from, 0) as valid_from,
    coalesce(valid_to, 9999) as valid_to
from {{ ref('subject_name') }}
