"""A TOML tree whose every part remembers where it was written, so that trees of several files can be merged."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

from bitcoin_office.playbook.document import Document
from bitcoin_office.playbook.lines import KeyPath
from bitcoin_office.terms.finding import Place

# The keys by which entries of a list are told apart, the first that all of them have. Lists with another key than an id
# are in order of that key.
IDENTITIES = ("id", "effective_from", "month", "on")


@dataclass(frozen=True, slots=True)
class Node:
    """A value and its place: a table of nodes, a list of nodes, or a plain TOML value."""

    value: Any
    place: Place | None = None

    @property
    def table(self) -> dict[str, Node] | None:
        """The entries by key, where this is a table."""
        held: object = self.value
        return cast("dict[str, Node]", held) if isinstance(held, dict) else None

    @property
    def entries(self) -> list[Node] | None:
        """The entries in order, where this is a list."""
        held: object = self.value
        return cast("list[Node]", held) if isinstance(held, list) else None

    def plain(self) -> Any:
        """The value without places."""
        if self.table is not None:
            return {key: entry.plain() for key, entry in self.table.items()}
        return [entry.plain() for entry in self.entries] if self.entries is not None else self.value


def node_of(document: Document) -> Node:
    """The tree of a document as nodes."""
    return _node(document.tree, (), document)


def _node(value: Any, path: KeyPath, document: Document) -> Node:
    place = document.places.get(path)
    if isinstance(value, dict):
        table = cast("dict[str, Any]", value)
        return Node({key: _node(entry, (*path, key), document) for key, entry in table.items()}, place)
    if isinstance(value, list):
        entries = cast("list[Any]", value)
        return Node([_node(entry, (*path, index), document) for index, entry in enumerate(entries)], place)
    return Node(value, place)


def document_of(root: Node, *, file: str, source_names: tuple[str, ...] = ()) -> Document:
    """The document whose tree the nodes are."""
    places: dict[KeyPath, Place] = {}
    _collect(root, (), places)
    return Document(file=file, tree=root.plain(), places=places, source_names=source_names)


def _collect(node: Node, path: KeyPath, places: dict[KeyPath, Place]) -> None:
    if node.place is not None:
        places[path] = node.place
    for key, entry in (node.table or {}).items():
        _collect(entry, (*path, key), places)
    for index, entry in enumerate(node.entries or []):
        _collect(entry, (*path, index), places)


def identity(entries: list[Node]) -> str | None:
    """The key that tells the entries of a list apart; ``None`` where they have none in common."""
    tables = [entry.table for entry in entries]
    return next((key for key in IDENTITIES if tables and all(table and key in table for table in tables)), None)


def find(root: Node, address: str) -> Node | None:
    """The node at an address such as ``reserve.rules.one-a-day.sats``: entries of lists are named by their identity."""
    node: Node | None = root
    for part in address.split("."):
        node = children(node).get(part) if node else None
    return node


def children(node: Node) -> dict[str, Node]:
    """What is directly in a table or list, by the name that an address gives it."""
    if node.table is not None:
        return node.table
    entries = node.entries or []
    key = identity(entries)
    return {str(entry.table[key].value) if key and entry.table else str(n): entry for n, entry in enumerate(entries)}


def without(root: Node, address: str) -> Node:
    """The tree without what stands at an address; the same tree where nothing stands there."""
    first, _, rest = address.partition(".")
    named = children(root)
    if first not in named:
        return root
    if rest:
        named = {**named, first: without(named[first], rest)}
    else:
        named = {name: entry for name, entry in named.items() if name != first}
    return Node(named if root.table is not None else list(named.values()), root.place)
