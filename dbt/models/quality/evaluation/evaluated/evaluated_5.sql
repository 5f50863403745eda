-- One row per rule and place where it was evaluated, of the rules that read what others compared, of the reports to evaluate.
{{ evaluations_of(5) }}
