"""Every public page there is, without its language."""

PAGES = (
    "/",
    "/data",
    "/sv/reserve",
    "/sv/reserve?at=2025-07-17",
    "/sv/reserve?at=2024-03-14",
    "/sv/disclosures",
    "/sv/claims",
    "/sv/programme",
    "/sv/programme/payments",
    "/pk/reserve",
    "/pk/disclosures",
    "/pk/programme",
    "/pk/programme/power",
    "/pk/programme/parameters",
    "/training/reserve",
    "/training/disclosures",
    "/training/disclosures/1",
    "/training/disclosures/2",
    "/training/disclosures/3",
)

# Where Pakistan's office has published a story.
STORIES = ("/pk/stories", "/pk/stories/sv-reserve")
