"""What does a reader see? One module per page, each with the values its template shows."""
