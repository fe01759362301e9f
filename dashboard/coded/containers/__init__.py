"""What a file is made of: each module gives its rows as tables of text, a batch at a time."""
