"""What is kept, and where; the only users of SQLAlchemy."""
