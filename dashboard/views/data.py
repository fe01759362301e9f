import streamlit as st

st.write("data")
st.title("Patrols and دورية")
