"""The guided tour: from a situation over a few questions to a shortlist."""
