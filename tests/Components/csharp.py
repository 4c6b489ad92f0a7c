"""Components in C# for the tests of components: the programs that the build of the solution left beside their sources."""

from __future__ import annotations

import functools
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import yaml

PIPELINES = Path(__file__).resolve().parents[2] / "pipelines"


def is_csharp(specification: dict[str, Any]) -> bool:
    return "{build}" in specification["run"]


def environment(runtime: str) -> dict[str, str]:
    """What a step on this runtime gets beside the contract's own variables."""
    declared = yaml.safe_load((PIPELINES / "Runtimes" / runtime / "runtime.yaml").read_text(encoding="utf-8"))["environment"]
    return {"DOTNET_ROOT": str(_dotnet().parent), "DOTNET_EnableDiagnostics": "0", **declared}


def program(component: str) -> Path:
    """The folder of the component's program."""
    return built(PIPELINES / "Components" / component)


@functools.cache
def built(folder: Path) -> Path:
    """Where the program of a project's folder is, built only where the solution was not, or a source is newer."""
    named = re.search("<AssemblyName>(.*)</AssemblyName>", (folder / f"{folder.name}.csproj").read_text(encoding="utf-8"))
    component = named[1] if named else folder.name
    sources = [path for root in (folder, PIPELINES / "Runtimes") for path in root.rglob("*")
               if path.suffix in (".cs", ".csproj", ".props") and not {"obj", "bin"} & set(path.parts)]
    newest = max(path.stat().st_mtime for path in sources)
    found = _built(folder, component)
    if found is None or found.with_name(f"{component}.dll").stat().st_mtime < newest:
        done = subprocess.run([str(_dotnet()), "build", str(folder), "-c", "Release", "-v", "q", "-nologo", "-p:UseSharedCompilation=false"],
                              env={**os.environ, "MSBUILDDISABLENODEREUSE": "1"}, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout
        found = _built(folder, component)
    assert found is not None, f"{component} was built, but is not in {folder}/bin"
    os.utime(found.with_name(f"{component}.dll"))
    return found.parent


def _built(folder: Path, component: str) -> Path | None:
    found = [path for path in folder.glob(f"bin/Release/*/*/{component}") if path.is_file()]
    return max(found, key=lambda path: path.stat().st_mtime, default=None)


def _dotnet() -> Path:
    root = os.environ.get("DOTNET_ROOT")
    found = Path(root) / "dotnet" if root else shutil.which("dotnet")
    assert found, "the .NET SDK is not on the PATH, and DOTNET_ROOT does not name it"
    return Path(found).resolve()
