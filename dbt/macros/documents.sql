{#- The documents of the reports that a model names, as an array of keys. -#}
{% macro documents_of(model) -%}
    array(
        select listed.document_key
        from {{ source('core', 'report_document') }} as listed
        inner join {{ ref(model) }} as wanted
            on listed.report_key = wanted.report_key
    )
{%- endmacro %}
