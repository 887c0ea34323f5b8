"""Time comes in from outside: only the clock and the sign-in's idle rule look at the machine's time."""

import ast
from pathlib import Path

SOURCE = Path(__file__).resolve().parent.parent / "src" / "tovholder"
#: core.clock is the clock; the middleware's idle rule is about the real person at the screen;
#: the launcher and the database's starter measure how long they waited.
MAY_LOOK = {"core/clock.py", "access/middleware.py", "core/postgres.py", "core/assets.py", "cli.py"}
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
            ):
                found.append(f"{name}:{node.lineno}")
    assert found == []
