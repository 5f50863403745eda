-- One row per rule and place where it was evaluated, of every fourth rule from number 3 on, of the reports to evaluate.
{{ evaluations_of(3) }}
