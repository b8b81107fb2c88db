"""Sphinx settings: Markdown pages, one theme, warnings are errors."""

from bitcoin_office import __version__

project = "Bitcoin Office"
author = "The Bitcoin Office developers"
release = __version__
extensions = ["myst_parser"]
myst_enable_extensions = ["deflist", "colon_fence"]
myst_heading_anchors = 3
html_theme = "furo"
html_title = f"Bitcoin Office {release}"
exclude_patterns = ["_build"]
# Pages work on a network that reaches nothing.
html_theme_options = {"source_repository": "", "navigation_with_keys": True}
