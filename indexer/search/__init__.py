"""From a request to hits, facet counts and snippets: ``search(SearchRequest) -> Results``."""
