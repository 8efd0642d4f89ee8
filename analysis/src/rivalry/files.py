"""Files that appear under their name only when they are complete."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def under_final_name(name: str) -> Iterator[str]:
    """A name to write to, with the same suffix in the same folder; what is there in the end gets the final name.

    Symbolic links are followed, also to a file that is not there yet.

    Raises:
        OSError: it cannot be written; nothing is left behind.
    """
    final = os.path.realpath(name)
    try:
        handle, temporary = tempfile.mkstemp(
            suffix=os.path.splitext(name)[1], prefix=".rivalry-", dir=os.path.dirname(final)
        )
        os.close(handle)
        try:
            yield temporary
            os.chmod(temporary, 0o666 & ~_umask())
            os.replace(temporary, final)
        except BaseException:
            os.unlink(temporary)
            raise
    except OSError as error:
        raise OSError(error.errno, error.strerror, name) from error


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
