"""Time comes in from outside: only the clock and the sign-in's idle rule look at the machine's time."""

import ast
from pathlib import Path

SOURCE = Path(__file__).resolve().parent.parent / "src" / "tovholder"
#: core.clock is the clock; the middleware's idle rule is about the real person at the screen;
#: the launcher and the database's starter measure how long they waited.
MAY_LOOK = {"core/clock.py", "access/middleware.py", "core/postgres.py", "core/assets.py", "cli.py"}
#: The embedded installation keeps how far the demo's clock is from the machine's; the server waits for it.
MAY_LOOK |= {"core/installation.py", "demo/server.py"}
ASKS = {
    ("timezone", "now"),
    ("timezone", "localdate"),
    ("date", "today"),
    ("datetime", "now"),
    ("time", "time"),
}


def test_nothing_but_the_clock_asks_what_time_it_is():
    found = []
    for path in SOURCE.rglob("*.py"):
        name = path.relative_to(SOURCE).as_posix()
        if name in MAY_LOOK:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and isinstance(node.func.value, ast.Name)
                and (node.func.value.id, node.func.attr) in ASKS
                # With an argument it is a time's date, and asks no clock.
                and not (node.func.attr == "localdate" and (node.args or node.keywords))
            ):
                found.append(f"{name}:{node.lineno}")
    assert not found, "\n".join(found)
