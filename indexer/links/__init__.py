"""Do the addresses that records give as their sources still work?"""
