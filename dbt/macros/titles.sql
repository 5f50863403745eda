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

{# The Chinese numeral that a label begins with (一、 or （一）), null where there is none. #}
{% macro label_numeral(text) -%}
    substring({{ text }} from '^[（(]?([一二三四五六七八九十]{1,3})[）)、]')
{%- endmacro %}

{# What a Chinese numeral up to 九十九 counts. #}
{% macro numeral_value(numeral) -%}
    case
        when strpos({{ numeral }}, '十') = 0 then strpos('一二三四五六七八九', {{ numeral }})
        else
            10 * case split_part({{ numeral }}, '十', 1) when '' then 1 else strpos('一二三四五六七八九', split_part({{ numeral }}, '十', 1)) end
            + case split_part({{ numeral }}, '十', 2) when '' then 0 else strpos('一二三四五六七八九', split_part({{ numeral }}, '十', 2)) end
    end
{%- endmacro %}
