"""The interface for machines, version 1: the same figures as on the pages, in the forms of the command line."""
