"""How Hypothesis looks for counterexamples in the playbook's tests."""

from hypothesis import settings

# How long a machine takes says nothing about the playbook, and fifty changes of a shipped file are enough in one run.
patient = settings(deadline=None, max_examples=50)
