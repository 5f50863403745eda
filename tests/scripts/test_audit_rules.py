"""The Chinese page of the audit tells every rule of the catalogue, with an example."""

from __future__ import annotations

from scripts.audit_rules import PAGE, catalogue, examples, page


def test_every_rule_has_an_example_and_every_example_a_rule() -> None:
    assert {row["rule"] for row in catalogue()} == set(examples()), "scripts/rule_examples.yaml"


def test_page_is_current() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert text == page(text), "run python -m scripts.audit_rules"
