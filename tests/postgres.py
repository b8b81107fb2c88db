"""A private PostgreSQL server for tests: its own folder, its own socket, gone afterwards."""

import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

PATIENCE_SECONDS = 30


def programs() -> Path | None:
    """The folder of PostgreSQL's server programs: the one named, Debian's newest, or the one on the path."""
    named = os.environ.get("OFFICE_POSTGRESQL")
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parent.name), reverse=True)
    on_path = shutil.which("initdb")
    folders = [Path(named)] if named else [*debian, *([Path(on_path).parent] if on_path else [])]
    return next((folder for folder in folders if (folder / "initdb").exists()), None)


class PrivatePostgres:
    """Starts a server in a temporary folder that listens on a socket there and nowhere else.

    PostgreSQL refuses to run as root, so root runs it as ``postgres`` or ``nobody``. What it writes is not forced to
    the disk: the tests kill those who write to it, not the server.
    """

    def __init__(self) -> None:
        found = programs()
        assert found is not None, "PostgreSQL's programs are not installed"
        self._programs = found
        self._folder = Path(tempfile.mkdtemp(prefix="pg-"))
        self._made = 0
        self._as = self._unprivileged()
        if self._as:
            shutil.chown(self._folder, self._as["user"], self._as["group"])
        data = self._folder / "data"
        self._run("initdb", "-D", data, "-U", "office", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync")
        settings = ("listen_addresses=", f"unix_socket_directories={self._folder}", "fsync=off", "max_connections=40")
        options = [part for setting in settings for part in ("-c", setting)]
        with (self._folder / "log").open("wb") as log:
            self._server = subprocess.Popen(
                [found / "postgres", "-D", data, *options], stdout=log, stderr=log, cwd="/", **self._as
            )
        self._wait()

    def new_database(self) -> str:
        """Makes an empty database and returns its address."""
        self._made += 1
        name = f"books{self._made}"
        self._run("createdb", "-h", self._folder, "-U", "office", "-T", "template0", name)
        return f"postgresql://office@/{name}?host={self._folder}"

    def stop(self) -> None:
        """Stops the server and removes its folder."""
        self._server.terminate()
        try:
            self._server.wait(PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            self._server.kill()
            self._server.wait()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _unprivileged(self) -> dict[str, object]:
        if os.geteuid() != 0:
            return {}
        import pwd

        known = {entry.pw_name: entry for entry in pwd.getpwall()}
        entry = known.get("postgres") or known["nobody"]
        return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}

    def _run(self, program: str, *arguments: object) -> None:
        command = [str(self._programs / program), *map(str, arguments)]
        done = subprocess.run(command, cwd="/", capture_output=True, text=True, check=False, **self._as)
        assert done.returncode == 0, done.stderr

    def _wait(self) -> None:
        until = time.monotonic() + PATIENCE_SECONDS
        ready = [self._programs / "pg_isready", "-q", "-h", self._folder, "-U", "office"]
        while subprocess.run(ready, check=False, **self._as).returncode != 0:
            log = (self._folder / "log").read_text(errors="replace")
            assert self._server.poll() is None, log
            assert time.monotonic() < until, log
            time.sleep(0.05)
