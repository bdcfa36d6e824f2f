"""A line to a server with TLS: `verify-full` is kept, and each way it can fail has its own sentence.

Needs a server with a certificate for the name "localhost" alone: TRADEWRIGHT_TEST_TLS_DSN, with sslrootcert. `.ci/run`
makes one; elsewhere these tests are skipped.
"""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa

from app.bootstrap import registry
from app.errors import RuleError, UserError
from app.server import embedded, setup
from app.server.profiles import Profile, probe, secured
from app.uow import Address, connect_error, make_engine, open_database

DSN = os.environ.get("TRADEWRIGHT_TEST_TLS_DSN", "")
pytestmark = pytest.mark.skipif(not DSN, reason="no server with TLS: TRADEWRIGHT_TEST_TLS_DSN is not set")


@pytest.fixture
def profile() -> Profile:
    url = setup.normal_url(DSN)
    return Profile("tls", host="localhost", port=url.port or 5432, sslrootcert=str(url.query["sslrootcert"]))


def _encryption(address: Address) -> tuple[bool, str]:
    """(whether the line is encrypted, by what) of the superuser's own line. Raises UserError."""
    url = setup.normal_url(DSN)
    engine = make_engine(replace(address, database="postgres"), url.username or "", url.password or "")
    try:
        with engine.connect() as connection:
            row = connection.execute(sa.text("select ssl, version from pg_stat_ssl where pid = pg_backend_pid()")).one()
            return row.ssl, row.version
    except sa.exc.DBAPIError as error:
        raise connect_error(error) from error
    finally:
        engine.dispose()


def _refusals(profile: Profile) -> tuple[str, str]:
    """What the probe and what the line itself say of a profile."""
    reach = probe(profile)
    with pytest.raises(UserError) as refused:
        _encryption(profile.address())
    return (reach.why.key if reach.why else "", refused.value.key)


def test_the_right_name_with_the_right_authority_is_let_in_encrypted(profile: Profile) -> None:
    reach = probe(profile)
    assert reach.ok, reach.why
    assert reach.ms is not None
    assert profile.address().sslmode == "verify-full"
    encrypted, version = _encryption(profile.address())
    assert encrypted
    assert version in ("TLSv1.2", "TLSv1.3")


def test_a_server_of_another_name_is_refused(profile: Profile) -> None:
    other = replace(profile, host="127.0.0.1")
    assert _refusals(other) == ("server_certificate_refused", "server_certificate_refused")


def test_a_certificate_of_an_unknown_authority_is_refused(profile: Profile) -> None:
    """Without a root certificate of its own a profile believes the system's authorities, who do not know this server."""
    assert _refusals(replace(profile, sslrootcert="")) == ("server_certificate_refused", "server_certificate_refused")


def test_a_server_without_tls_is_refused(profile: Profile) -> None:
    plain = embedded.start(Path(os.environ["TRADEWRIGHT_TEST_FOLDER"]) if "TRADEWRIGHT_TEST_FOLDER" in os.environ else None,
                           for_tests=True)  # fmt: skip
    try:
        without = replace(profile, host="localhost", port=plain.port)
        assert _refusals(without) == ("server_without_tls", "server_without_tls")
    finally:
        plain.stop()


def test_a_line_that_would_take_any_server_is_not_made(profile: Profile) -> None:
    with pytest.raises(RuleError, match="profile_needs_tls"):
        secured("db.example.com", 5432, "works", "require", profile.sslrootcert)


def test_a_wrong_password_is_told_from_a_wrong_line(profile: Profile) -> None:
    with pytest.raises(UserError) as refused:
        open_database(registry(), profile.address(), "nobody_of_this_name", "wrong")
    assert refused.value.key == "wrong_password"
