"""A telephone's own sound as a line: recognition, voice and turn-taking done by us."""
