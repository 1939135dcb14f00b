"""Which records tell the same story, and by which signs can that be seen?"""
