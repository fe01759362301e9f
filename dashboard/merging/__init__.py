"""Many reports, one event: copies of a text told, events matched across reports, joined, and their claims weighed."""
