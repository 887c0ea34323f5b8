"""The text of a plan file: from bytes to plain values, each with the line it stands on.

YAML can do more than a plan needs, and some of it is dangerous: anchors that
unfold to gigabytes, tags that build objects. Only mappings, lists and plain
values get through, and only so many and so deep.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import AliasEvent, MappingStartEvent, ScalarEvent, SequenceStartEvent
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from .faults import Fault, Location

MAX_BYTES = 1_000_000
MAX_DEPTH = 16
MAX_VALUES = 50_000

TAG = "tag:yaml.org,2002:"
PLAIN_TAGS = {
    TAG + name for name in ("str", "int", "float", "bool", "null", "timestamp", "seq", "map", "value")
}
WHOLE_NUMBER = re.compile(r"[-+]?[0-9][0-9_]{0,30}")
DECIMAL_NUMBER = re.compile(r"[-+]?[0-9][0-9_]{0,30}\.[0-9]{0,12}")
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
# An escape in quotation marks brings these in: control characters, and what turns the reading round.
UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]")

# What the YAML parser complains of, in words for somebody who never heard of YAML.
SYNTAX = (
    ("mapping values are not allowed", gettext_lazy("There is a colon where none can stand.")),
    ("could not find expected ':'", gettext_lazy("A colon is missing after the name.")),
    ("expected <block end>", gettext_lazy("The line is not indented like the lines it belongs to.")),
    (
        "expected the node content",
        gettext_lazy("A value is missing or begins with a sign that needs quotes."),
    ),
    ("cannot start any token", gettext_lazy("The line begins with a sign that cannot stand there.")),
    ("unexpected end of stream", gettext_lazy("A quotation mark or bracket is opened and never closed.")),
    ("found another document", gettext_lazy("The file holds more than one document.")),
)


class Unreadable(Exception):
    """The text cannot be read at all; `faults` says why."""

    def __init__(self, *faults: Fault) -> None:
        super().__init__(*[str(fault) for fault in faults])
        self.faults = list(faults)


@dataclass
class Document:
    """The values of a plan file, the line of each, and the keys that stand twice."""

    data: Any
    lines: dict[Location, int] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def line(self, location: Location) -> int:
        """Return the line of a place, or of the nearest place around it."""
        while location and location not in self.lines:
            location = location[:-1]
        return self.lines.get(location, 1)


def open_document(source: str | bytes | Path) -> Document:
    """Read a plan file, given as its path or as its text.

    :raises Unreadable: it is missing, too large, not UTF-8, empty, or not YAML.
    """
    text = _decode(_bytes(source))
    if not text.strip():
        raise Unreadable(
            _fault(1, _("The file is empty."), _("Write a plan in it; docs/action-plan.md shows how."))
        )
    _refuse_what_is_hostile(text)
    try:
        root = YAML(typ="safe", pure=True).compose(text)
    except YAMLError as error:
        raise _syntax(error, text) from None
    if root is None:
        raise Unreadable(
            _fault(
                1, _("The file holds only remarks."), _("Write a plan in it; docs/action-plan.md shows how.")
            )
        )
    document = Document(data=None)
    document.lines[()] = _line(root)
    document.data = _plain(root, (), document)
    return document


def _bytes(source: str | bytes | Path) -> bytes:
    if isinstance(source, bytes):
        raw = source
    elif isinstance(source, str):
        raw = source.encode("utf-8", "surrogatepass")
    else:
        try:
            with source.open("rb") as file:
                raw = file.read(MAX_BYTES + 1)
        except OSError as error:
            raise Unreadable(
                _fault(
                    1,
                    _("The file %(path)s cannot be opened: %(reason)s.")
                    % {"path": source, "reason": error.strerror or error},
                    _("Check the name of the file and that you may read it."),
                )
            ) from None
    if len(raw) > MAX_BYTES:
        raise Unreadable(
            _fault(
                1,
                _("The file is larger than %(limit)s bytes.") % {"limit": MAX_BYTES},
                _("A plan takes some tens of kilobytes. Is it the right file?"),
            )
        )
    return raw


def _decode(raw: bytes) -> str:
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise Unreadable(
            _fault(
                line,
                _("The file is not in UTF-8: byte %(byte)s on this line is not a letter of it.")
                % {"byte": f"0x{raw[error.start]:02x}"},
                _("Save the file again and choose UTF-8 as its encoding."),
            )
        ) from None


def _refuse_what_is_hostile(text: str) -> None:
    """Walk the parser's events, which costs no recursion and unfolds no alias."""
    depth = values = 0
    try:
        for event in _events(text):
            line = event.start_mark.line + 1
            if isinstance(event, AliasEvent) or getattr(event, "anchor", None):
                raise Unreadable(
                    _fault(
                        line,
                        _("Anchors and aliases (& and *) are not read."),
                        _("Write the value out, or put the text in quotes."),
                    )
                )
            if isinstance(event, MappingStartEvent | SequenceStartEvent):
                depth += 1
            elif not isinstance(event, ScalarEvent):
                depth -= type(event).__name__ in ("MappingEndEvent", "SequenceEndEvent")
            values += 1
            if depth > MAX_DEPTH or values > MAX_VALUES:
                raise Unreadable(
                    _fault(
                        line,
                        _("The file is nested too deeply or holds too much for a plan."),
                        _("Is it the right file?"),
                    )
                )
    except YAMLError as error:
        raise _syntax(error, text) from None


def _events(text: str) -> Iterator[Any]:
    yield from YAML(typ="safe", pure=True).parse(text)


def _syntax(error: YAMLError, text: str) -> Unreadable:
    tabs = [n for n, line in enumerate(text.splitlines(), 1) if re.match(r"\s*\t", line)]
    if tabs:
        return Unreadable(
            *(
                _fault(n, _("The line is indented with a tab."), _("Indent with spaces, two for each step."))
                for n in tabs
            )
        )
    mark = error.problem_mark if isinstance(error, MarkedYAMLError) else None
    if isinstance(error, MarkedYAMLError) and "unexpected end of stream" in str(error.problem):
        mark = error.context_mark or mark  # where the quotation begins says more than where the file ends
    problem = str(error.problem if isinstance(error, MarkedYAMLError) else getattr(error, "reason", error))
    before = text.count("\n", 0, getattr(error, "position", 0))
    line = 1 + (before if mark is None else mark.line)
    message = next((str(words) for sign, words in SYNTAX if sign in problem), None)
    return Unreadable(
        _fault(
            line,
            message
            or _("The file cannot be read as YAML from this line on (%(problem)s).") % {"problem": problem},
            _("Look at this line and the one above it: indentation, colons, quotation marks."),
        )
    )


def _plain(node: Node, at: Location, document: Document) -> Any:
    if node.tag is not None and str(node.tag) not in PLAIN_TAGS:
        document.faults.append(
            Fault(
                _line(node), at, _("Tags (!) are not read."), _("Remove the tag, or put the text in quotes.")
            )
        )
        return None
    if isinstance(node, MappingNode):
        return _mapping(node, at, document)
    if isinstance(node, SequenceNode):
        items = []
        for number, item in enumerate(node.value):
            document.lines[(*at, number)] = _line(item)
            items.append(_plain(item, (*at, number), document))
        return items
    assert isinstance(node, ScalarNode)
    if UNSEEN.search(node.value):
        document.faults.append(
            Fault(
                _line(node),
                at,
                _("There is a sign in the text that cannot be seen."),
                _("Write the text anew by hand."),
            )
        )
        return UNSEEN.sub("", node.value)
    return _scalar(node)


def _mapping(node: MappingNode, at: Location, document: Document) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for key_node, value_node in node.value:
        key = str(key_node.value) if isinstance(key_node, ScalarNode) else "?"
        if key in values:
            document.faults.append(
                Fault(
                    _line(key_node),
                    (*at, key),
                    _("“%(key)s” stands twice in the same entry; the first is on line %(line)s.")
                    % {"key": key, "line": document.lines[(*at, key)]},
                    _("Keep one of them."),
                )
            )
            continue
        document.lines[(*at, key)] = _line(key_node)
        values[key] = _plain(value_node, (*at, key), document)
    return values


def _scalar(node: ScalarNode) -> Any:
    """Numbers become int or Decimal, never float; what is no plain value of its kind stays text."""
    text, kind = node.value, str(node.tag).removeprefix(TAG)
    if kind == "null":
        return None
    if kind == "bool":
        return text.lower() == "true"
    if kind in ("int", "float") and WHOLE_NUMBER.fullmatch(text):
        return int(text.replace("_", ""))
    if kind == "float" and DECIMAL_NUMBER.fullmatch(text):
        return Decimal(text.replace("_", ""))
    if kind == "timestamp" and DAY.fullmatch(text):
        try:
            return date.fromisoformat(text)
        except ValueError:
            return text
    return text


def _line(node: Node) -> int:
    return int(node.start_mark.line) + 1


def _fault(line: int, message: str, remedy: str) -> Fault:
    return Fault(line, (), message, remedy)
