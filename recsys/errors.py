"""The errors a person can cause or meet. Each message names the thing and the number, and ends with what to do.

Whatever is not one of these is a bug: it keeps its traceback, in the log.
"""


class VotebookError(Exception):
    """Base of all errors whose message is written for the person using the product."""


class BadInput(VotebookError):
    """What was given can't be used as it is: a file, a column, a setting, a name. Exit code 2."""


class NotFound(BadInput):
    """A dataset, run, user or item that does not exist under the name given. Exit code 2."""


class DamagedFile(VotebookError):
    """A file of ours is incomplete or was changed: it is never read as data. Exit code 1."""


class Failure(VotebookError):
    """The work itself could not be done, though the input was fine: disk full, worker died. Exit code 1."""


class Cancelled(VotebookError):
    """Somebody asked for the work to stop."""
