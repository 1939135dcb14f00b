"""Who writes here, how do they prove it, and what may they do?"""
