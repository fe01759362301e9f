"""The pages, and the parts that they are made of."""
