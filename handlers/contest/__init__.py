"""The contest: its plan, papers and ranking, and how people take part. Pure but for what its stores keep."""
