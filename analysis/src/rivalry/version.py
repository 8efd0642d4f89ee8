"""The version of this package, as installed."""

from importlib.metadata import PackageNotFoundError, version

try:
    __version__ = version("rivalry")
except PackageNotFoundError:  # run from a source tree that is only on the path
    __version__ = "0+unknown"
