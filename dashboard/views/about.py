import streamlit as st

st.write("about")
st.title("Patrols and دورية")
