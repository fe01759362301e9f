"""The page that tells where and when two forces were near each other."""

from dashboard.views.encounters_page import draw_encounters_page

draw_encounters_page()
