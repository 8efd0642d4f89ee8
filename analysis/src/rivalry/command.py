"""What the package's commands have in common: exit codes, and how mistakes are told."""

from __future__ import annotations

import sys
from collections.abc import Callable

from rivalry.errors import DamagedResultError, ResultError
from rivalry.growing import damaged_variables

DONE, BAD_INPUT, FAILED_IO = 0, 2, 3
EXIT_CODES = "exit codes: 0 done, 2 bad usage or input, 3 input or output failure"


class UsageError(Exception):
    """An option's value that cannot be used."""


def carry_out(program: str, file: str, work: Callable[[], None]) -> int:
    """Does what a command is to do with a file, says what went wrong, and returns the exit code."""

    def fail(error: Exception | str, code: int) -> int:
        print(f"{program}: {error}", file=sys.stderr)
        return code

    try:
        work()
    except DamagedResultError as error:
        return fail(error, FAILED_IO)
    except (ResultError, UsageError) as error:
        return fail(error, BAD_INPUT)
    except OSError as error:
        if error.errno is None and (damaged := damaged_variables(file)):
            return fail(f"{file}: is damaged in {', '.join(damaged)}", FAILED_IO)
        return fail(f"{file if error.filename is None else error.filename}: {error.strerror or error}", FAILED_IO)
    return DONE
