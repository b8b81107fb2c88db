"""The reserve desk: what a country announced, disclosed and proved, and what others say it holds."""
