"""The page with the filtered events as a table, and as files."""

from dashboard.views.data_page import draw_data_page

draw_data_page()
