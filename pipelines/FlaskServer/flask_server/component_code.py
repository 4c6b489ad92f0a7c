"""Imports `modelyard` and the modules of components from an artifact's `code/`, and from nowhere else."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from types import ModuleType
from typing import Iterable

RUNTIME = "runtime"


class CodeFailure(Exception):
    """A module that cannot be imported as it was when the model was fitted."""


class ComponentCode:
    """`folder` holds `runtime/` and a folder for each component; all go to the front of the module search path."""

    def __init__(self, folder: Path, components: Iterable[str]) -> None:
        # Objects of the store are immutable: no compiled module may be left in them.
        sys.dont_write_bytecode = True
        self._folders = {name: (folder / name).resolve() for name in [*dict.fromkeys(components), RUNTIME]}
        sys.path[:0] = [str(path) for path in self._folders.values()]
        importlib.invalidate_caches()

    def module(self, component: str, name: str) -> ModuleType:
        """Raises CodeFailure, also when the module was found outside the component's folder."""
        try:
            module = importlib.import_module(name)
        except (Exception, SystemExit) as failure:
            reason = f"{type(failure).__name__}: {failure}"
            raise CodeFailure(f"code/{component}: the module '{name}' cannot be imported: {reason}") from failure
        origin = getattr(module, "__file__", None)
        if origin is None or not Path(origin).resolve().is_relative_to(self._folders[component]):
            found = f"another of that name was found: {origin or 'one built into Python'}"
            raise CodeFailure(f"code/{component}: expected the module '{name}' there, but {found}; rename it")
        return module

    def refuse_namesakes(self) -> None:
        """Raises CodeFailure when two components have a module of one name: in training each found its own.

        Only modules that were imported count; the rest of a folder is nobody's concern.
        """
        for name, module in list(sys.modules.items()):
            origin = getattr(module, "__file__", None)
            if "." in name or origin is None:
                continue
            holders = [holder for holder, folder in self._folders.items()
                       if (folder / f"{name}.py").exists() or (folder / name / "__init__.py").exists()]
            owned = any(Path(origin).is_relative_to(folder) for folder in self._folders.values())
            if owned and len(holders) > 1:
                where = " and ".join(f"code/{holder}" for holder in holders)
                raise CodeFailure(f"the module '{name}' is in {where}, but one process can import only one; rename one")
