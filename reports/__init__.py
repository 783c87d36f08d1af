"""Month ends, and the report that follows from them."""
