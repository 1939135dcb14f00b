"""Here is a web address: what lies there, fetched so that it can neither harm us nor trouble its site?"""
