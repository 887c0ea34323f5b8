"""What a municipality begins with: data that contexts above have a first version of.

A context registers its loader in AppConfig.ready(); `setup` calls them all. A loader adds what is missing and
changes nothing that is there, so that it may run again.
"""

from collections.abc import Callable
from typing import Any

from tovholder.access.models import Municipality

_loaders: dict[str, Callable[..., Any]] = {}


def register(loader: Callable[..., Any]) -> None:
    """Add a loader: `loader(municipality=…)`."""
    _loaders[f"{loader.__module__}.{loader.__qualname__}"] = loader


def load(municipality: Municipality) -> None:
    """Give a municipality what it has not yet."""
    for _name, loader in sorted(_loaders.items()):
        loader(municipality=municipality)
