-- One row per rule and place where it was evaluated, of every fourth rule from number 4 on, of the reports to evaluate.
{{ evaluations_of(4) }}
