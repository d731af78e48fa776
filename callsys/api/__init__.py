"""How the API behaves, whatever it is about: an app registers its viewsets and has all of it."""
