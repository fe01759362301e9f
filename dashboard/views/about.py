"""The page that says what this is, where its places come from, and what it can't do."""

from dashboard.views.about_page import draw_about_page

draw_about_page()
