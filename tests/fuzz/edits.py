"""Changes sound HDF5 files as bad disks, careless users and attackers do; a number says how, to be repeated.

Some changes are of bytes, at random places or at an end; the others go through HDF5's own functions, so that the file
is whole to HDF5: attributes of other types and shapes, data sets of sizes that are only declared, links to anywhere,
members that are missing, too many or of another kind.
"""

from __future__ import annotations

import os
import pathlib
import random
from collections.abc import Callable

import h5py
import numpy as np

LENGTHS = (0, 1, 2, 3, 8, 64, 255, 4096, 10**6, 10**9, 2**40, 2**60)
FEW = (0, 1, 2, 3, 8, 64, 1000)
WORDS = (0, 1, -1, 7, 2**31, 10**9, 2**40, 2**60, -(2**63), 2**63 - 1, 0x4141414141414141)
REALS = (0.0, -1.0, float("nan"), float("inf"), 1e308, 5e-324)
TEXTS = (
    "", "a", "1", "=1+1", "\x1b[2J\x07", "rivalry-result", "rivalry-sweep", "a b c", "two\nlines", "../../x",
    "企业 雙", "x" * 60000, "[scenario]\nperiods = 'many'", "%s%n{}", "<b>&", "-o", "\u202e", "a/b", ".",
)  # fmt: skip
KNOWN = (
    "units", "long_name", "flag_values", "flag_meanings", "CLASS", "NAME", "DIMENSION_LIST", "REFERENCE_LIST",
    "_FillValue", "format", "format_version", "complete", "seed", "scenario", "periods",
)  # fmt: skip


class Editor:
    """Draws changes of a file and makes them; `done` says which, in words."""

    def __init__(self, path: pathlib.Path, number: int) -> None:
        self.path, self.draw, self.done = path, random.Random(number), list[str]()

    def edit(self) -> bool:
        """Changes the file. Returns whether only its bytes were changed, not what they say they are."""
        kind = self.draw.random()
        if kind < 0.35:
            self._flip()
        elif kind < 0.4:
            self._cut()
        else:
            for _ in range(self.draw.choice((1, 1, 1, 2, 4))):
                self._edit_by_hdf5()
        return kind < 0.4

    def _flip(self) -> None:
        content = bytearray(self.path.read_bytes())
        for _ in range(self.draw.choice((1, 1, 2, 8))):
            # Half of them where the structure is, which begins and ends a file.
            end = len(content) if self.draw.random() < 0.5 else min(len(content), 16384)
            at, bits = self.draw.randrange(end), self.draw.choice((1 << self.draw.randrange(8), 0xFF))
            content[at] ^= bits
            self.done.append(f"flipped {bits:#x} at byte {at}")
        self.path.write_bytes(content)

    def _cut(self) -> None:
        size = self.path.stat().st_size
        length = self.draw.randrange(size)
        os.truncate(self.path, length)
        self.done.append(f"cut to {length} of {size} bytes")

    def _edit_by_hdf5(self) -> None:
        try:
            file = h5py.File(self.path, "r+", libver=("v110", "v110"))
        except OSError:  # as of a writer that died
            return self._flip()
        with file:
            names = list[str]()
            file.visit(names.append)
            what: Callable[[h5py.File, str], str] = self.draw.choice(
                (
                    self._attribute, self._attribute, self._attribute, self._no_attribute, self._data_set,
                    self._data_set, self._link, self._stretch, self._group, self._move, self._remove, self._values,
                    self._values, self._extra, self._many,
                )
            )  # fmt: skip
            name = self.draw.choice([*names, "/"] if names else ["/"])
            try:
                self.done.append(what(file, name))
            except Exception as error:
                self.done.append(f"could not: {error}")  # HDF5 does not do all that is drawn

    def _type(self) -> np.dtype:
        vlen = h5py.vlen_dtype(np.dtype("i8"))
        kinds = ("i8", "u8", ">i8", "f8", "f4", "i1", "?", "S1", "S200", h5py.string_dtype(), vlen, h5py.ref_dtype)
        return np.dtype(self.draw.choice((*kinds, np.dtype([("r", "f8"), ("i", "f8")]), np.dtype(("i8", (64,))))))

    def _shape(self, lengths: tuple[int, ...]) -> tuple[int, ...]:
        return tuple(self.draw.choice(lengths) for _ in range(self.draw.choice((0, 1, 1, 1, 2, 3))))

    def _value(self, kind: np.dtype, shape: tuple[int, ...]) -> np.ndarray | None:
        if kind.kind in "iu":
            with np.errstate(over="ignore"):
                return np.full(shape, np.array(self.draw.choice(WORDS), "i8")).astype(kind)
        if kind.kind == "f":
            return np.full(shape, self.draw.choice(REALS)).astype(kind)
        if kind.kind == "S":
            return np.full(shape, self.draw.choice((b"", b"\xff\xfe", b"a\0b", b"text")), kind)
        if h5py.check_string_dtype(kind):
            return np.full(shape, self.draw.choice(TEXTS), object)
        return None

    def _attribute(self, file: h5py.File, name: str) -> str:
        place = file if self.draw.random() < 0.6 else file[name]
        attribute = self.draw.choice([*place.attrs, *KNOWN])
        if self.draw.random() < 0.4:  # of its own kind, so that readers get as far as the value
            value: object = self.draw.choice((*WORDS, *TEXTS[:16]))
            place.attrs[attribute] = value
            return f"attribute {attribute} of {place.name} = {str(value)[:40]!r}"
        kind, shape = self._type(), self._shape(FEW[:6])
        if self.draw.random() < 0.1:
            place.attrs[attribute] = h5py.Empty(kind)
            return f"attribute {attribute} of {place.name} is empty"
        place.attrs.create(attribute, self._value(kind, shape), shape=shape, dtype=kind)
        return f"attribute {attribute} of {place.name} is {kind} {shape}"

    def _no_attribute(self, file: h5py.File, name: str) -> str:
        place = file if self.draw.random() < 0.5 else file[name]
        attribute = self.draw.choice(list(place.attrs))
        del place.attrs[attribute]
        return f"without attribute {attribute} of {place.name}"

    def _data_set(self, file: h5py.File, name: str) -> str:
        kind, shape = self._type(), self._shape(LENGTHS)
        how: dict[str, object] = {}
        if shape and self.draw.random() < 0.8:
            how["chunks"] = tuple(max(1, min(self.draw.choice(LENGTHS), 10**5)) for _ in shape)
            how["maxshape"] = (None,) * len(shape)
            if self.draw.random() < 0.5:
                how["compression"], how["shuffle"], how["fletcher32"] = "gzip", True, True
        labels = list(file[name].attrs.items()) if isinstance(file[name], h5py.Dataset) else []
        del file[name]
        file.create_dataset(name, shape, kind, **how)
        if self.draw.random() < 0.6:  # as that variable, but for what it holds
            for label, value in labels:
                if label not in ("CLASS", "NAME", "REFERENCE_LIST"):
                    file[name].attrs[label] = value
        return f"{name} is {kind} {shape} {how}"

    def _values(self, file: h5py.File, name: str) -> str:
        item = file[name]
        if not isinstance(item, h5py.Dataset) or not 0 < item.size < 10**6:
            return "nothing"
        value = self._value(item.dtype, ())
        at = tuple(self.draw.randrange(length) for length in item.shape)
        item[at] = value
        return f"{name}{list(at)} = {str(value)[:40]!r}"

    def _stretch(self, file: h5py.File, name: str) -> str:
        item = file[name]
        axis = self.draw.randrange(len(item.shape))
        length = self.draw.choice(LENGTHS)
        if item.shape[axis] > 10**6:
            return "nothing"  # to shrink it would have HDF5 look at all chunks in between
        item.resize(length, axis)
        return f"{name} has length {length} along {axis}"

    def _link(self, file: h5py.File, name: str) -> str:
        names = ["/"]
        file.visit(names.append)
        to = self.draw.choice(names)
        link = self.draw.choice(
            (
                h5py.SoftLink("/" + to), h5py.SoftLink("/" + name), h5py.SoftLink("/nowhere"),
                h5py.ExternalLink(str(self.path.parent / "fifo"), "/market"), h5py.ExternalLink("/dev/zero", "/"),
                h5py.ExternalLink(self.path.name, "/" + to), file[to],
            )
        )  # fmt: skip
        if name != "/":
            del file[name]
        where = name if name != "/" else "more"
        file[where] = link
        return f"{where} leads to {link}"

    def _group(self, file: h5py.File, name: str) -> str:
        del file[name]
        file.create_group(name)
        return f"{name} is an empty group"

    def _move(self, file: h5py.File, name: str) -> str:
        to = self.draw.choice(("other", "market/other", "firms/other", *TEXTS[3:9]))
        file.move(name, to)
        return f"{name} is called {to!r}"

    def _remove(self, file: h5py.File, name: str) -> str:
        del file[name]
        return f"without {name}"

    def _extra(self, file: h5py.File, name: str) -> str:
        group = file[name] if isinstance(file[name], h5py.Group) else file[name].parent
        called = self.draw.choice(("note", *(text for text in TEXTS if 0 < len(text) < 100)))
        kind, shape = self._type(), self._shape(FEW)
        group.create_dataset(called, shape, kind)
        return f"{group.name} has {called!r}, {kind} {shape}"

    def _many(self, file: h5py.File, name: str) -> str:
        group = file[name] if isinstance(file[name], h5py.Group) else file[name].parent
        count = self.draw.choice((10, 1000, 3000))
        for number in range(count):
            group.create_group(f"many-{number}")
        return f"{group.name} has {count} more groups"


def edited(sound: pathlib.Path, path: pathlib.Path, number: int) -> tuple[list[str], bool]:
    """Writes a changed copy of a file.

    Returns:
        What was changed, in words, and whether only bytes were.
    """
    path.write_bytes(sound.read_bytes())
    editor = Editor(path, number)
    only_bytes = editor.edit()
    return editor.done, only_bytes
