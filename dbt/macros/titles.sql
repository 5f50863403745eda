{# Titles of forms, as the rules compare them. #}

{# A form's title as titles are compared: without spaces, marks, ordinal, number, year, what stands in brackets, and page number. #}
{% macro bare_title(text) -%}
    regexp_replace(
        regexp_replace(
            regexp_replace(
                regexp_replace(
                    translate(regexp_replace({{ text }}, '<[^<>]{1,9}>|[\s“”"‘’《》*#\\]', '', 'g'), '()', '（）'),
                    '[.…·．。-]*(第?\d+页?)?$',
                    ''
                ),
                '（[^（）]*）|（?续表?）?$',
                '',
                'g'
            ),
            '^([-—–•·●]|第[一二三四五六七八九十]+部分|附件\d*[：:.、]?|(公开|预算|决算|财决)\d+表[：:]?'
            || '|附?表(\d+(-\d+)?|[一二三四五六七八九十]+(?!般))[：:、.．]?'
            || '|（?[一二三四五六七八九十]+）?[、.．]|（?\d{1,2}）?[、.．])*',
            ''
        ),
        '^.{0,30}20\d\d年度?',
        ''
    )
{%- endmacro %}

{# Whether two bare titles are one form's: equal, one ending with the other, or one with a few characters more (…决算明细表 for …决算表). #}
{% macro same_title(one, other) -%}
    (
        {{ one }} = {{ other }}
        or right({{ one }}, length({{ other }})) = {{ other }}
        or right({{ other }}, length({{ one }})) = {{ one }}
        or (
            left({{ one }}, 2) = left({{ other }}, 2)
            and abs(length({{ one }}) - length({{ other }})) <= 4
            and (
                {{ one }} ~ ('^' || regexp_replace({{ other }}, '([^、，\x01-\x2f\x3a-\x40\x5b-\x60\x7b-\x7f])|.', '\1.*', 'g') || '$')
                or {{ other }} ~ ('^' || regexp_replace({{ one }}, '([^、，\x01-\x2f\x3a-\x40\x5b-\x60\x7b-\x7f])|.', '\1.*', 'g') || '$')
            )
        )
    )
{%- endmacro %}
