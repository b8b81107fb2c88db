"""Settings of the playbook's tests."""

from hypothesis import settings

# How long a machine takes says nothing about the playbook, and fifty changes of a shipped file are enough in one run.
settings.register_profile("playbook", deadline=None, max_examples=50)
settings.load_profile("playbook")
