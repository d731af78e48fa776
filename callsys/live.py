"""`live`: what is happening now, told to the pages that are open."""
