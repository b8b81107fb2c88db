"""Tests of the check page, in a real Chromium."""
