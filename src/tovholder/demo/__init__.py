"""An invented year of work, and a page on which its invented people sign in. Exists in the demo only."""
