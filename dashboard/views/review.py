"""The review page; `st.navigation` runs this file."""

from dashboard.views.review_page import draw_review_page

draw_review_page()
