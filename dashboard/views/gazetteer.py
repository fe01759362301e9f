"""The page with the places that reports are read against: find, add, correct and import them."""

from dashboard.views.gazetteer_page import draw_gazetteer_page

draw_gazetteer_page()
