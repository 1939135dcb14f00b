"""The commands of ``kb`` that need the server's side: serving, and who may sign in."""
