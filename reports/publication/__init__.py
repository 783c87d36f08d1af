"""A report as it is handed out: its content as plain values, and the document made of it.

What is handed out is made from the content alone, never from the record, so that a frozen content
always makes the same document (design 4).
"""
