"""The workshop kit: how does a reading list become a handout on paper, in Word and in Markdown?"""
