"""The image, without an engine: built as the Dockerfile says, and started by its own command as a user who owns nothing."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

import pytest

from tests.checks.image import INSTALLED, carry_out, placed, read_image
from tests.checks.tree import PACKAGES, ROOT, files, name
from tests.in_memory import on_disk
from tests.postgres import NoPostgresError, own_server

pytestmark = pytest.mark.image

IMAGE = read_image()
READY = 60.0  # seconds that a start may take on a slow machine
STOPPED = 10.0  # seconds that an engine waits before it kills

ORDINARY = (
    f"setpriv --reuid={IMAGE.user} --regid={IMAGE.user} --clear-groups "
    "--bounding-set=-all --inh-caps=-all --no-new-privs"
).split()
if os.geteuid() != 0:
    ORDINARY = []
"""Becomes the image's user, with no privilege and no way back. Whoever is not root is ordinary already."""

READ_ONLY = 'mount --bind "$0" "$0" && mount -o remount,bind,ro / && exec "$@"'
"""Makes all of the system read-only but one folder, for one process and its children."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsal:
    """The image's program, installed; `walls` is what its processes are started through, `chosen` what is set."""

    under: Path
    installed: Path
    data: Path
    port: int
    walls: Sequence[str] = ()
    chosen: Mapping[str, str] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        """The image's variables and nothing of ours, but for a port that is free here."""
        variables = placed(IMAGE.environment, installed=self.installed, data=self.data)
        return {**variables, "GOLDEN_THREAD_PORT": str(self.port), **self.chosen}

    def start(self, command: Sequence[str]) -> subprocess.Popen[str]:
        """A process behind the walls, as the image's user, in the image's folder."""
        return subprocess.Popen(
            [*self.walls, *ORDINARY, *command],
            cwd=IMAGE.folder.replace(INSTALLED, str(self.installed)),
            env=self.environment,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )

    def said(self, *command: str) -> tuple[int, str]:
        """How a command ended, and everything it said."""
        process = self.start(command)
        try:
            said, _ = process.communicate(timeout=READY)
        finally:
            process.kill()
        return process.returncode, said


@pytest.fixture(scope="module")
def built() -> Iterator[Rehearsal]:
    python = _python_for_everyone()
    if ORDINARY and not shutil.which("setpriv"):
        pytest.skip("NOT REHEARSED: there is no setpriv here to become an unprivileged user with")
    under = Path(tempfile.mkdtemp(prefix="golden-thread-image-", dir=on_disk()))
    try:
        under.chmod(0o755)
        installed = carry_out(IMAGE, under=under, python=python)
        yield Rehearsal(under=under, installed=installed, data=under / "nowhere", port=_free_port())
    finally:
        shutil.rmtree(under)


@pytest.fixture(params=["as an ordinary user", "on a read-only system", "with PostgreSQL"])
def rehearsal(request: pytest.FixtureRequest, built: Rehearsal) -> Iterator[Rehearsal]:
    data = built.under / "data"
    data.mkdir(mode=0o700)
    if ORDINARY:
        os.chown(data, IMAGE.user, IMAGE.user)
    here = replace(built, data=data)
    try:
        if request.param == "on a read-only system":
            here = replace(here, walls=["unshare", "--mount", "sh", "-c", READ_ONLY, str(data)])
            if not ORDINARY or here.said("touch", str(data / "possible"))[0] != 0:
                pytest.skip(
                    "NOT REHEARSED: a read-only system cannot be made here; it takes root and its own mounts"
                )
        with ExitStack() as needed:
            if request.param == "with PostgreSQL":
                here = replace(here, chosen=needed.enter_context(_postgres()))
            yield here
    finally:
        shutil.rmtree(data)


def test_the_wheel_holds_every_file_of_the_packages(built: Rehearsal) -> None:
    (wheel,) = (built.under / "build" / "dist").glob("*.whl")
    held = {entry for entry in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in entry}
    assert held == {name(path) for path in files(*PACKAGES)}
    for kind in (
        "prompts/bank/*.toml",
        "adapters/web/templates/*.html",
        "adapters/store/migrations/versions/*.py",
    ):
        assert any(Path(entry).match(kind) for entry in held), kind


def test_our_names_are_ours_alone_where_only_the_program_is_installed(built: Rehearsal) -> None:
    ask = "from importlib.metadata import packages_distributions as p; print(sorted({o for n in %r for o in p()[n]}))"
    code, said = built.said(str(built.installed / "bin" / "python"), "-c", ask % (PACKAGES,))
    assert (code, said.strip()) == (0, "['golden-thread']")


def test_only_what_the_image_is_made_of_is_sent_to_the_builder() -> None:
    sent = {source for step in IMAGE.build if step.word == "COPY" for source in step.said.split()[:-1]}
    let_in = {
        line[1:]
        for line in (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
        if line[:1] == "!"
    }
    assert sent == let_in


def test_it_starts_says_that_it_is_well_stops_when_told_and_starts_again(rehearsal: Rehearsal) -> None:
    for _ in range(2):  # the second start finds what the first one left
        with _serving(rehearsal) as process:
            assert rehearsal.said(*IMAGE.health)[0] == 0
            process.send_signal(signal.SIGTERM)
            said, _ = process.communicate(timeout=STOPPED)
        assert process.returncode == 0, said
        assert "Traceback" not in said
    assert rehearsal.said(*IMAGE.health)[0] == 1
    assert any(rehearsal.data.iterdir()) or rehearsal.chosen
    code, said = rehearsal.said(*IMAGE.entry_point, "check")
    assert code == 0, said


def test_it_leaves_nothing_outside_its_data_folder(rehearsal: Rehearsal) -> None:
    with _serving(rehearsal):
        pass
    elsewhere = [
        path
        for path in rehearsal.under.rglob("*")
        if path.lstat().st_uid == IMAGE.user and rehearsal.data not in (path, *path.parents)
    ]
    assert not elsewhere


@contextmanager
def _serving(rehearsal: Rehearsal) -> Iterator[subprocess.Popen[str]]:
    process = rehearsal.start(IMAGE.command)
    try:
        deadline = time.monotonic() + READY
        while (status := _status(rehearsal.port)) != 200:
            if process.poll() is not None or time.monotonic() > deadline:
                process.kill()
                pytest.fail(f"it was never ready (/healthz: {status}):\n{process.communicate()[0]}")
            time.sleep(0.1)  # a look now and then: a process in another user's hands cannot tell us
        yield process
    finally:
        process.kill()
        process.wait()
        if process.stdout:
            process.stdout.close()


@contextmanager
def _postgres() -> Iterator[Mapping[str, str]]:
    try:
        with own_server() as own, own.server.database() as address:
            own.folder.chmod(0o755)  # its door, for a user who is not the tests' own
            yield {"GOLDEN_THREAD_DATABASE": address}
    except NoPostgresError as error:
        pytest.skip(f"NOT REHEARSED: no PostgreSQL: {error}")


def _status(port: int) -> int | None:
    try:
        with urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5) as answer:
            return int(answer.status)
    except HTTPError as error:
        error.close()
        return error.code
    except (URLError, OSError):
        return None


def _python_for_everyone() -> str:
    """A Python whose files the image's user may read: root's own, in a home folder, is not one."""
    for python in (str(Path(sys.executable).resolve()), "/usr/bin/python3"):
        asked = [
            python,
            "-I",
            "-c",
            "import sys, ensurepip, venv; print(sys.version_info >= (3, 11), sys.prefix)",
        ]
        answers = {
            subprocess.run([*who, *asked], cwd="/", capture_output=True, text=True, check=False).stdout
            for who in ([], ORDINARY)
        }
        if len(answers) == 1 and answers.pop().startswith("True"):
            return python
    return pytest.skip(
        "NOT REHEARSED: no Python here that an unprivileged user could run (apt install python3-venv)"
    )


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
