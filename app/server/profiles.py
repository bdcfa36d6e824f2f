"""Connection profiles: where a person's companies are, kept on this computer without any password.

A profile of a server speaks TLS and checks name and certificate (`verify-full`): with less, a server of another name is
believed. Only on this very computer may it do without. Passwords go to the system's key ring where there is one, asked
on a thread of its own, since some of them open a window or hang.
"""

from __future__ import annotations

import json
import os
import socket
import ssl
import struct
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import asdict, dataclass, fields, replace
from ipaddress import ip_address
from pathlib import Path
from typing import Any, Literal, TypeVar

import platformdirs

from app.errors import RuleError, Unavailable, UserError
from app.reports.files import whole_file
from app.server import embedded
from app.uow import Address

T = TypeVar("T")
Kind = Literal["embedded", "server"]
PORT = 5432
PROBE_SECONDS = 4.0
_SSL_REQUEST = struct.pack("!ii", 8, 80877103)
_SYSTEM_ROOTS = (
    "/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/ca-bundle.pem", "/etc/ssl/cert.pem",
)  # fmt: skip


# ---------------------------------------------------------------- a profile
@dataclass(frozen=True, slots=True)
class Profile:
    """A company's database and how this person gets there.

    kind "embedded": on this computer's own server, host and port are found when it is started. sslrootcert: file of the
    root certificate, "" = those the system trusts. sslmode "disable" is taken on this computer alone. tint: colour that
    marks the frame; last_user: who signed in last.
    """

    name: str
    kind: Kind = "server"
    host: str = ""
    port: int = PORT
    database: str = "tradewright"
    sslmode: str = "verify-full"
    sslrootcert: str = ""
    tint: str = ""
    is_demo: bool = False
    last_user: str = ""

    def address(self, server: embedded.EmbeddedServer | None = None) -> Address:
        """Where to connect; the running embedded server is needed for a profile of that kind. Raises RuleError."""
        if self.kind == "embedded":
            if server is None:
                raise RuleError("profile_needs_embedded", name=self.name)
            return Address(server.host, server.port, self.database, "disable")
        return secured(self.host, self.port, self.database, self.sslmode, self.sslrootcert)


DEMO = Profile("demo", kind="embedded", database="tradewright_demo", sslmode="disable", tint="demo", is_demo=True)


def secured(host: str, port: int, database: str, sslmode: str = "", sslrootcert: str = "") -> Address:
    """An address whose line is `verify-full` unless the server is this computer. Raises RuleError."""
    mode = sslmode or ("prefer" if is_this_computer(host) else "verify-full")
    if mode != "verify-full" and not is_this_computer(host):
        raise RuleError("profile_needs_tls", field="sslmode", host=host)
    if mode != "verify-full":
        return Address(host, port, database, mode)
    return Address(host, port, database, mode, _root_file(sslrootcert))


def is_this_computer(host: str) -> bool:
    """Whether a host name or address is the loopback; a socket folder of libpq counts, no other name is looked up."""
    if host in ("", "localhost") or host.startswith(("/", "@")):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _root_file(given: str) -> str:
    if given:
        if not Path(given).is_file():
            raise RuleError("root_certificate_missing", field="sslrootcert", file=given)
        return given
    usual = ssl.get_default_verify_paths().cafile
    for place in (usual, *_SYSTEM_ROOTS):
        if place and Path(place).is_file():
            return place
    return str(_exported_roots())


def _exported_roots() -> Path:
    """What Windows trusts, as a file: libpq brings an OpenSSL of its own that does not ask Windows."""
    trusted = ssl.create_default_context().get_ca_certs(binary_form=True)
    if not trusted:
        raise RuleError("root_certificate_needed", field="sslrootcert")
    target = Path(platformdirs.user_cache_dir("tradewright", False)) / "roots.pem"
    target.parent.mkdir(parents=True, exist_ok=True)
    with whole_file(target) as aside:
        aside.write_text("".join(ssl.DER_cert_to_PEM_cert(one) for one in trusted), encoding="ascii")
    return target


# ---------------------------------------------------------------- the file
class ProfileStore:
    """The profiles of this computer's person, in one JSON file that is written whole or not at all."""

    def __init__(self, path: Path | None = None) -> None:
        self.path = path or Path(platformdirs.user_config_dir("tradewright", False)) / "profiles.json"

    def profiles(self) -> tuple[Profile, ...]:
        """All of them, the built-in demo first. Raises RuleError("profiles_unreadable")."""
        _last, kept = self._read()
        demo = next((one for one in kept if one.name == DEMO.name), DEMO)
        return (demo, *(one for one in kept if one.name != DEMO.name))

    def get(self, name: str) -> Profile:
        """The profile of a name. Raises RuleError("no_such_profile") that names those there are."""
        known = self.profiles()
        for one in known:
            if one.name == name:
                return one
        raise RuleError("no_such_profile", name=name, known=", ".join(one.name for one in known))

    def last(self) -> Profile | None:
        """The profile that was signed in to last."""
        last, _kept = self._read()
        return next((one for one in self.profiles() if one.name == last), None)

    def save(self, profile: Profile) -> None:
        """Keep a profile under its name, in its place. Raises RuleError where a value cannot be."""
        checked = replace(profile, name=profile.name.strip(), host=profile.host.strip())
        _check(checked)
        last, kept = self._read()
        names = [one.name for one in kept]
        if checked.name in names:
            kept[names.index(checked.name)] = checked
        else:
            kept.append(checked)
        self._write(last, kept)

    def remove(self, name: str) -> None:
        """Forget a profile; the company's database is not touched."""
        last, kept = self._read()
        self._write("" if last == name else last, [one for one in kept if one.name != name])

    def signed_in(self, name: str, login: str) -> None:
        """Remember who signed in where, for the next start."""
        self.save(replace(self.get(name), last_user=login))
        _last, kept = self._read()
        self._write(name, kept)

    def _read(self) -> tuple[str, list[Profile]]:
        try:
            stored = json.loads(self.path.read_text(encoding="utf-8"))
            return str(stored.get("last", "")), [_profile(one) for one in stored["profiles"]]
        except FileNotFoundError:
            return "", []
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise RuleError("profiles_unreadable", file=self.path, reason=str(error)) from error

    def _write(self, last: str, kept: list[Profile]) -> None:
        text = json.dumps({"last": last, "profiles": [asdict(one) for one in kept]}, ensure_ascii=False, indent=1)
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with whole_file(self.path) as aside, aside.open("w", encoding="utf-8") as out:
            out.write(text)
            out.flush()
            os.fsync(out.fileno())


def _profile(stored: Mapping[str, Any]) -> Profile:
    """A profile from its JSON; what a newer program added is left out."""
    known = {one.name for one in fields(Profile)}
    return Profile(**{key: value for key, value in stored.items() if key in known})


def _check(profile: Profile) -> None:
    if not profile.name:
        raise RuleError("value_required", field="name")
    if profile.kind == "embedded":
        return
    if not profile.host:
        raise RuleError("value_required", field="host")
    if not 0 < profile.port < 65536:
        raise RuleError("port_not_allowed", field="port", port=profile.port)
    secured(profile.host, profile.port, profile.database, profile.sslmode, profile.sslrootcert)


# ---------------------------------------------------------------- is it there
@dataclass(frozen=True, slots=True)
class Reach:
    """Whether a server answers: after how many milliseconds (None where it starts with the program), or why not."""

    ok: bool
    ms: float | None
    why: UserError | None = None


def probe(profile: Profile, timeout: float = PROBE_SECONDS) -> Reach:
    """Ask a server for nothing but a line, secured as the profile wants it; no login. Never on the UI thread."""
    began = time.perf_counter()
    try:
        if profile.kind == "embedded":
            server = embedded.running()
            return Reach(True, None if server is None else _since(began))
        address = secured(profile.host, profile.port, profile.database, profile.sslmode, profile.sslrootcert)
        _shake_hands(address, timeout)
    except UserError as error:
        return Reach(False, None, error)
    return Reach(True, _since(began))


def _since(began: float) -> float:
    return (time.perf_counter() - began) * 1000


def _shake_hands(address: Address, timeout: float) -> None:
    try:
        with socket.create_connection((address.host or "localhost", address.port), timeout) as line:
            line.settimeout(timeout)
            line.sendall(_SSL_REQUEST)
            answer = line.recv(1)
            if answer not in (b"S", b"N"):
                raise Unavailable("server_is_no_postgres", host=address.host, port=address.port)
            if address.sslmode != "verify-full":
                return
            if answer == b"N":
                raise Unavailable("server_without_tls")
            context = ssl.create_default_context(cafile=address.sslrootcert)
            with context.wrap_socket(line, server_hostname=address.host):
                return
    except ssl.SSLCertVerificationError as error:
        raise Unavailable("server_certificate_refused", text=error.verify_message) from error
    except ssl.SSLError as error:
        raise Unavailable("server_certificate_refused", text=error.reason or str(error)) from error
    except OSError as error:
        raise Unavailable("server_not_reached") from error


# ---------------------------------------------------------------- passwords
class KeyRing:
    """The system's key ring, if it has one; every call runs on a thread of its own and answers later."""

    def offered(self) -> Future[bool]:
        """Whether passwords can be kept at all."""
        return _aside(_has_backend)

    def kept(self, profile: Profile, login: str) -> Future[str | None]:
        """The password of a login, None where none is kept or the person did not open the ring."""
        return _aside(lambda: _asked(lambda ring: ring.get_password(_service(profile), login), None))

    def keep(self, profile: Profile, login: str, password: str) -> Future[bool]:
        """Keep a password; False where the ring refused."""
        return _aside(lambda: _asked(lambda ring: _done(ring.set_password(_service(profile), login, password)), False))

    def forget(self, profile: Profile, login: str) -> Future[bool]:
        """Forget a password; False where there was none."""
        return _aside(lambda: _asked(lambda ring: _done(ring.delete_password(_service(profile), login)), False))


def _service(profile: Profile) -> str:
    place = "embedded" if profile.kind == "embedded" else f"{profile.host}:{profile.port}"
    return f"tradewright {place}/{profile.database}"


def _done(_nothing: object) -> bool:
    return True


def _has_backend() -> bool:
    import keyring

    try:
        return float(keyring.get_keyring().priority) > 0
    except (RuntimeError, AttributeError, TypeError):
        return False


def _asked(ask: Callable[[Any], T], otherwise: T) -> T:
    import keyring
    from keyring.errors import KeyringError

    if not _has_backend():
        return otherwise
    try:
        return ask(keyring)
    except (KeyringError, RuntimeError):
        return otherwise


def _aside(work: Callable[[], T]) -> Future[T]:
    """Run on a daemon thread: a ring that waits for its person must not keep the program from ending."""
    answer: Future[T] = Future()

    def run() -> None:
        try:
            answer.set_result(work())
        except BaseException as error:
            answer.set_exception(error)

    threading.Thread(target=run, name="key-ring", daemon=True).start()
    return answer
