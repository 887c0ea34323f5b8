"""Foreign keys go the way imports go. One named by a string is no import, so import-linter misses it."""

import tomllib
from pathlib import Path

from django.apps import apps

ROOT = Path(__file__).resolve().parent.parent


def layers() -> dict[str, int]:
    """Each context's height, from the import contract itself."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    heights = {}
    for height, line in enumerate(reversed(contracts[0]["layers"])):
        for name in line.split("|"):
            heights[name.strip()] = height
    return heights


def test_every_context_has_a_layer():
    ours = {config.label for config in apps.get_app_configs() if config.name.startswith("tovholder.")}
    assert ours <= set(layers())


def test_foreign_keys_only_go_down():
    heights = layers()
    upward = []
    for model in apps.get_models():
        here = model._meta.app_label
        for field in model._meta.get_fields():
            target = getattr(field, "remote_field", None)
            if target is None or field.auto_created or here not in heights:
                continue
            there = target.model._meta.app_label
            if there in heights and there != here and heights[there] >= heights[here]:
                upward.append(f"{model._meta.label}.{field.name} -> {there}")
    assert upward == []
