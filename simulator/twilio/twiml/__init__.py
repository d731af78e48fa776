"""TwiML: the documents that tell a call what to do."""
