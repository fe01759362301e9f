"""The page where a report of one's own is read, checked and added to the map."""

from dashboard.views.read_page import draw_read_page

draw_read_page()
