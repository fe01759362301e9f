import streamlit as st

st.write("read")
st.title("Patrols and دورية")
