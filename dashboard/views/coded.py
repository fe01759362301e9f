"""The page that brings in other people's coded events."""

from dashboard.views.coded_import import draw_coded_page

draw_coded_page()
