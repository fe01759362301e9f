"""The situation report: what happened in a period, in sentences, numbers, maps and a list with its sources."""
