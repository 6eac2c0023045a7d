"""Errors that end a command with a message for the user and an exit code of their own."""

OK = 0
FAILED = 1
USAGE = 2
NOT_RUNNING = 3
MISSING = 4


class UserError(Exception):
    """Something the user has to know and can act upon: what is wrong, and what to do about it."""

    def __init__(self, message, advice="", code=FAILED):
        super().__init__(message)
        self.advice = advice
        self.code = code
