"""The map page: what is shown, the map, the card of the selected event, and the timeline."""

from dashboard.views.map_page import draw_map_page

draw_map_page()
