"""The Dockerfile, read, and carried out in ordinary folders: the image as near as it comes without an engine."""

import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.checks.tree import ROOT

INSTALLED = "/opt/golden-thread"
"""Where the image keeps the program; a rehearsal puts another folder in its place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Instruction:
    """One instruction: `RUN`, and what stands after it, on one line."""

    word: str
    said: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Image:
    """The two stages of the Dockerfile."""

    build: tuple[Instruction, ...]
    run: tuple[Instruction, ...]

    @property
    def command(self) -> list[str]:
        """What a container starts: the entry point with the default arguments."""
        return [*json.loads(self._last("ENTRYPOINT")), *json.loads(self._last("CMD"))]

    @property
    def entry_point(self) -> list[str]:
        """What other commands are arguments of."""
        return list(json.loads(self._last("ENTRYPOINT")))

    @property
    def health(self) -> list[str]:
        """What the engine asks now and then, to see whether the container is well."""
        return list(json.loads(self._last("HEALTHCHECK").partition(" CMD ")[2]))

    @property
    def user(self) -> int:
        """The number of the user that the program runs as."""
        return int(self._last("USER").partition(":")[0])

    @property
    def folder(self) -> str:
        """The folder in which the program is started."""
        return self._last("WORKDIR")

    @property
    def environment(self) -> dict[str, str]:
        """The variables that the image sets, `$PATH` as the base image has it."""
        return _environment(self.run)

    def _last(self, word: str) -> str:
        return [step.said for step in self.run if step.word == word][-1]


def read_image() -> Image:
    """The project's Dockerfile."""
    steps = list(_instructions((ROOT / "Dockerfile").read_text(encoding="utf-8")))
    first, second = (number for number, step in enumerate(steps) if step.word == "FROM")
    return Image(build=tuple(steps[first:second]), run=tuple(steps[second:]))


def carry_out(image: Image, *, under: Path, python: str) -> Path:
    """The build stage is carried out in `under`, with this Python; returns the folder where the program is.

    What is copied is what the Dockerfile copies, and what is run is what it runs: only the folders differ.
    """
    folder, installed = under / "build", under / "golden-thread"
    folder.mkdir()
    tools = under / "tools"
    tools.mkdir()
    wrapper = tools / "python"
    wrapper.write_text(f'#!/bin/sh\nexec {python} "$@"\n', encoding="utf-8")
    wrapper.chmod(0o755)
    # What this machine says about where packages come from is kept: an engine would be told as well.
    environment = os.environ | _environment(image.build) | {"PATH": f"{tools}:/usr/bin:/bin"}
    for step in image.build:
        if step.word == "COPY":
            *sources, target = step.said.split()
            for source in sources:
                _copy(ROOT / source, folder / target)
        elif step.word == "RUN":
            script = step.said.replace(INSTALLED, str(installed)).replace(
                "/opt/build", str(under / "builder")
            )
            done = subprocess.run(
                ["sh", "-euc", script],
                cwd=folder,
                env=environment,
                capture_output=True,
                text=True,
                check=False,
            )
            assert done.returncode == 0, f"RUN {step.said}\n{done.stdout}\n{done.stderr}"
    return installed


def placed(environment: Mapping[str, str], *, installed: Path, data: Path) -> dict[str, str]:
    """The image's variables, with the rehearsal's folders in place of the image's."""
    return {
        key: value.replace(INSTALLED, str(installed))
        .replace("/data", str(data))
        .replace("$PATH", "/usr/bin:/bin")
        for key, value in environment.items()
    }


def _instructions(text: str) -> Iterator[Instruction]:
    lines = "\n".join(line for line in text.splitlines() if not line.startswith("#"))
    for line in re.sub(r"\\\n\s*", "", lines).splitlines():
        if line.strip():
            word, _, said = line.partition(" ")
            yield Instruction(word=word, said=said.strip())


def _environment(steps: tuple[Instruction, ...]) -> dict[str, str]:
    found: dict[str, str] = {}
    for step in steps:
        if step.word == "ENV":
            found |= dict(pair.split("=", 1) for pair in step.said.split())
    return found


def _copy(source: Path, target: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
    else:
        shutil.copy(source, target / source.name if target.is_dir() else target)
