"""What a person can mend: told in plain words, without a traceback."""


class MendableError(Exception):
    """Its text says what is wrong and what to do, a line each."""
