"""Connection profiles on this computer, how safe their lines are, and whether a server answers."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import keyring
import keyring.backend
import pytest

from app.errors import RuleError
from app.server import setup
from app.server.profiles import DEMO, KeyRing, Profile, ProfileStore, is_this_computer, probe, secured
from app.server.version import needed_revision
from app.server.worker_login import keep, kept


@pytest.fixture
def store(tmp_path: Path) -> ProfileStore:
    return ProfileStore(tmp_path / "设置 here" / "profiles.json")


@pytest.fixture
def root(tmp_path: Path) -> str:
    (tmp_path / "root.crt").write_text("a certificate", encoding="ascii")
    return str(tmp_path / "root.crt")


def test_a_saved_profile_is_found_again_and_the_demo_is_always_there(store: ProfileStore, root: str) -> None:
    works = Profile("总厂", host=" db.example.com ", database="works", sslrootcert=root, tint="green")
    store.save(works)
    store.save(replace(works, name="分厂", port=5433))
    store.save(replace(works, tint="blue"))
    kept_ = ProfileStore(store.path).profiles()
    assert [(one.name, one.host, one.port, one.tint) for one in kept_[1:]] == [
        ("总厂", "db.example.com", 5432, "blue"),
        ("分厂", "db.example.com", 5433, "green"),
    ]
    assert kept_[0] == DEMO
    store.remove("总厂")
    with pytest.raises(RuleError, match="no_such_profile"):
        store.get("总厂")


def test_who_signed_in_last_is_remembered(store: ProfileStore, root: str) -> None:
    assert store.last() is None
    store.save(Profile("works", host="db.example.com", sslrootcert=root))
    store.signed_in("works", "sally")
    found = ProfileStore(store.path).last()
    assert found is not None
    assert (found.name, found.last_user) == ("works", "sally")
    store.signed_in("demo", "liqiang")
    assert (store.last() or DEMO).last_user == "liqiang"
    assert [one.name for one in store.profiles()] == ["demo", "works"]


def test_no_password_is_ever_in_the_file(store: ProfileStore, root: str) -> None:
    store.save(Profile("works", host="db.example.com", sslrootcert=root, last_user="sally"))
    (stored,) = json.loads(store.path.read_text(encoding="utf-8"))["profiles"]
    assert not [key for key in stored if "pass" in key]


def test_a_damaged_file_is_told_and_left_as_it_is(store: ProfileStore, root: str) -> None:
    store.path.parent.mkdir(parents=True)
    store.path.write_text('{"profiles": [', encoding="utf-8")
    for damage in (store.profiles, lambda: store.save(Profile("works", host="db.example.com", sslrootcert=root))):
        with pytest.raises(RuleError, match="profiles_unreadable"):
            damage()
    assert store.path.read_text(encoding="utf-8") == '{"profiles": ['


def test_what_a_newer_program_wrote_is_no_obstacle(store: ProfileStore) -> None:
    store.path.parent.mkdir(parents=True)
    text = {
        "last": "",
        "profiles": [{"name": "works", "kind": "embedded", "database": "works", "colour_of_sky": "blue"}],
    }
    store.path.write_text(json.dumps(text), encoding="utf-8")
    assert store.get("works").database == "works"


@pytest.mark.parametrize(
    ("profile", "key", "field"),
    [
        (Profile(" ", host="x"), "value_required", "name"),
        (Profile("works"), "value_required", "host"),
        (Profile("works", host="localhost", port=0, sslmode="disable"), "port_not_allowed", "port"),
        (Profile("works", host="db.example.com", sslmode="require"), "profile_needs_tls", "sslmode"),
        (Profile("works", host="10.0.0.5", sslmode="disable"), "profile_needs_tls", "sslmode"),
        (
            Profile("works", host="db.example.com", sslrootcert="/no/such.crt"),
            "root_certificate_missing",
            "sslrootcert",
        ),
    ],
)
def test_a_profile_that_cannot_be_is_refused_at_its_field(
    store: ProfileStore, profile: Profile, key: str, field: str
) -> None:
    with pytest.raises(RuleError) as refused:
        store.save(profile)
    assert (refused.value.key, refused.value.field) == (key, field)
    assert not store.path.exists()


def test_only_this_computer_may_do_without_tls(root: str) -> None:
    assert secured("db.example.com", 5432, "works", "", root).sslmode == "verify-full"
    assert [secured(host, 5432, "works").sslmode for host in ("localhost", "127.0.0.1", "::1", "")] == ["prefer"] * 4
    assert not is_this_computer("localhost.example.com")
    assert not is_this_computer("192.168.1.5")


# ---------------------------------------------------------------- is it there
def _serving(answer: Callable[[socket.socket], None]) -> tuple[socket.socket, int]:
    listener = socket.create_server(("127.0.0.1", 0))

    def run() -> None:
        with listener, closing(listener.accept()[0]) as line:
            answer(line)

    threading.Thread(target=run, daemon=True).start()
    return listener, listener.getsockname()[1]


def _local(port: int, sslmode: str, root: str = "") -> Profile:
    return Profile("works", host="127.0.0.1", port=port, sslmode=sslmode, sslrootcert=root)


def test_a_server_that_answers_is_measured() -> None:
    _listener, port = _serving(lambda line: (line.recv(8), line.sendall(b"N"))[1])
    reach = probe(_local(port, "disable"))
    assert reach.ok
    assert reach.ms is not None and 0 < reach.ms < 4000


def test_a_server_without_tls_is_refused_where_tls_is_wanted(root: str) -> None:
    _listener, port = _serving(lambda line: (line.recv(8), line.sendall(b"N"))[1])
    reach = probe(_local(port, "verify-full", root))
    assert reach.why is not None
    assert reach.why.key == "server_without_tls"


def test_what_is_no_postgres_or_not_there_is_told_apart() -> None:
    _listener, port = _serving(lambda line: (line.recv(8), line.sendall(b"HTTP/1.1 400"))[1])
    assert getattr(probe(_local(port, "disable")).why, "key", "") == "server_is_no_postgres"
    with socket.create_server(("127.0.0.1", 0)) as listener:
        free = listener.getsockname()[1]
    assert getattr(probe(_local(free, "disable")).why, "key", "") == "server_not_reached"


def test_a_server_that_says_nothing_is_given_up_in_time() -> None:
    ended = threading.Event()
    _listener, port = _serving(lambda _line: ended.wait(5) and None)
    reach = probe(_local(port, "disable"), timeout=0.3)
    ended.set()
    assert getattr(reach.why, "key", "") == "server_not_reached"


# ---------------------------------------------------------------- passwords
class _Ring(keyring.backend.KeyringBackend):
    """A key ring in memory."""

    priority = 1.0  # type: ignore[assignment]

    def __init__(self) -> None:
        super().__init__()
        self.held: dict[tuple[str, str], str] = {}
        self.threads: set[str] = set()

    def get_password(self, service: str, username: str) -> str | None:
        self.threads.add(threading.current_thread().name)
        return self.held.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.held[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if self.held.pop((service, username), None) is None:
            raise keyring.errors.PasswordDeleteError


@pytest.fixture
def ring() -> Iterator[Any]:
    before = keyring.get_keyring()
    made = _Ring()
    keyring.set_keyring(made)
    yield made
    keyring.set_keyring(before)


def test_a_password_is_kept_in_the_ring_off_this_thread(ring: _Ring) -> None:
    rings, works = KeyRing(), Profile("works", host="db.example.com")
    assert rings.offered().result(5)
    assert rings.keep(works, "sally", "s3cret").result(5)
    assert rings.kept(works, "sally").result(5) == "s3cret"
    assert rings.kept(replace(works, database="other"), "sally").result(5) is None
    assert rings.forget(works, "sally").result(5)
    assert not rings.forget(works, "sally").result(5)
    assert ring.threads == {"key-ring"}


def test_without_a_ring_nothing_is_offered() -> None:
    from keyring.backends.fail import Keyring

    before = keyring.get_keyring()
    keyring.set_keyring(Keyring())
    try:
        rings, works = KeyRing(), Profile("works", host="db.example.com")
        assert not rings.offered().result(5)
        assert rings.kept(works, "sally").result(5) is None
        assert not rings.keep(works, "sally", "x").result(5)
    finally:
        keyring.set_keyring(before)


def test_the_workers_password_is_readable_by_its_account_alone(tmp_path: Path) -> None:
    import os

    with pytest.raises(RuleError, match="worker_password_needed"):
        kept("db.example.com_5432_works", tmp_path)
    file = keep("db.example.com_5432_works", "s3cret", tmp_path)
    assert kept("db.example.com_5432_works", tmp_path) == "s3cret"
    if os.name == "posix":
        assert file.stat().st_mode & 0o077 == 0


# ---------------------------------------------------------------- version
def test_the_revision_read_from_the_files_is_the_one_alembic_means() -> None:
    assert needed_revision() == setup.head_revision()
