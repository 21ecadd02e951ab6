"""The same torture with Slack on the other side: a double that outlives the program, and people who act there."""
