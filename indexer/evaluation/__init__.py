"""How good is the ranking? Test collections in, figures out."""
