"""Google's token and Calendar v3: which times are taken, and meetings."""
