"""Standard input, output and error as a program needs them, whatever its caller did to them."""

from __future__ import annotations

import contextlib
import os
import sys

from rivalry.shown import shown

STREAMS = (("stdin", os.O_RDONLY, "r"), ("stdout", os.O_WRONLY, "w"), ("stderr", os.O_WRONLY, "w"))


def open_standard_streams() -> None:
    """Opens on /dev/null what the caller closed of standard input, output and error.

    Else the next file that is opened would get the number of one of them, and what libraries say would go into it.
    """
    for number, (name, flags, mode) in enumerate(STREAMS):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, flags)  # gets the lowest free number, which is this one
            os.set_inheritable(number, True)
            setattr(sys, name, os.fdopen(number, mode, closefd=False))


def tell(text: str) -> None:
    """Says something on standard error, in one line that steers no terminal: much of it others chose.

    Where that cannot be written it is lost, and no work with it.
    """
    with contextlib.suppress(OSError):
        print(shown(text), file=sys.stderr, flush=True)


def lost_output() -> OSError | None:
    """Writes what standard output and error still hold back; returns what was wrong with standard output, if anything.

    What cannot be written is given up, so that Python does not try again at the end of the process.
    """
    lost = None
    for number, stream in ((1, sys.stdout), (2, sys.stderr)):
        try:
            stream.flush()
        except OSError as error:
            lost = error if stream is sys.stdout else lost
            null = os.open(os.devnull, os.O_WRONLY)
            os.dup2(null, number)
            os.close(null)
            stream.flush()
    return lost
