"""The two commands: how Callsys is run, tested and looked after on one machine."""
