"""What the package's commands have in common: exit codes, how mistakes are told, and what callers do to programs."""

from __future__ import annotations

import functools
import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from rivalry.errors import DamagedResultError, ResultError
from rivalry.growing import damaged_variables
from rivalry.standard_streams import lost_output, open_standard_streams, tell

DONE, BAD_INPUT, FAILED_IO, INTERRUPTED = 0, 2, 3, 4
EXIT_CODES = "exit codes: 0 done, 2 bad usage or input, 3 input or output failure, 4 interrupted"


class UsageError(Exception):
    """An option's value that cannot be used."""


def command(main: Callable[[Sequence[str] | None], int]) -> Callable[..., int]:
    """Makes a program of a function that takes arguments and returns an exit code.

    Closed standard streams are opened first. A signal that ends it leaves no half-written file behind. Standard output
    that cannot be written is told, unless its reader has left.
    """

    @functools.wraps(main)
    def program(arguments: Sequence[str] | None = None) -> int:
        open_standard_streams()
        try:
            with _interrupted_by_signals():
                code = main(arguments)
        except KeyboardInterrupt:
            tell(f"{os.path.basename(sys.argv[0])}: interrupted; nothing was written")
            code = INTERRUPTED
        except SystemExit as left:  # of argparse
            raise SystemExit(_with_output(int(left.code or DONE))) from None
        return _with_output(code)

    return program


def carry_out(program: str, file: str, work: Callable[[], None]) -> int:
    """Does what a command is to do with a file, says what went wrong, and returns the exit code."""

    def fail(error: Exception | str, code: int) -> int:
        tell(f"{program}: {error}")
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


@contextmanager
def _interrupted_by_signals() -> Iterator[None]:
    """As Ctrl-C does, which Python leaves alone where it is ignored; the same holds for these."""

    def interrupt(*_: Any) -> None:
        raise KeyboardInterrupt

    handled = [each for each in (signal.SIGTERM, signal.SIGHUP) if signal.getsignal(each) is signal.SIG_DFL]
    for each in handled:
        signal.signal(each, interrupt)
    try:
        yield
    finally:
        for each in handled:
            signal.signal(each, signal.SIG_DFL)


def _with_output(code: int) -> int:
    lost = lost_output()
    if lost is None or isinstance(lost, BrokenPipeError):  # who reads no more, such as `head`, has what it wanted
        return code
    tell(f"{os.path.basename(sys.argv[0])}: standard output cannot be written: {lost.strerror}")
    return code or FAILED_IO
