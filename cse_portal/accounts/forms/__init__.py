"""Forms: ``sign_in`` for everybody, ``people`` for the system administrator."""
