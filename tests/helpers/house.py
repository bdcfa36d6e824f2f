"""The house in one rolled-back transaction: any person may act in it, one after the other, behind the real walls."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.bootstrap import registry
from app.uow import Ctx, CurrentUser, translate

T = TypeVar("T")


class House:
    """A superuser's connection that takes on a person's session authorization: session_user and row security are real."""

    def __init__(self, connection: sa.Connection) -> None:
        self.connection = connection
        self._users: dict[str, CurrentUser] = {}
        self.last: Ctx | None = None

    @contextmanager
    def as_(self, login: str) -> Iterator[Ctx]:
        """Act as a person; a refusal undoes what was done within the block only, and is translated as in the client."""
        savepoint = self.connection.begin_nested()
        try:
            self.connection.exec_driver_sql(f'set local session authorization "{login}"')
            with Session(self.connection, autoflush=False, join_transaction_mode="create_savepoint") as session:
                ctx = Ctx(session, self._user(login), registry())
                self.last = ctx
                yield ctx
                session.flush()
                session.commit()
            self.connection.exec_driver_sql("reset session authorization")
            savepoint.commit()
        except sa.exc.DBAPIError as error:
            savepoint.rollback()
            self.connection.exec_driver_sql("reset session authorization")
            raise translate(error) from error
        except BaseException:
            savepoint.rollback()
            self.connection.exec_driver_sql("reset session authorization")
            raise

    def do(self, login: str, service: Callable[..., T], *args: Any, **kwargs: Any) -> T:
        """One gesture or read of a person."""
        with self.as_(login) as ctx:
            return service(ctx, *args, **kwargs)

    def sql(self, login: str, statement: str, **params: Any) -> list[Any]:
        """What psql would give this person for a statement; refusals as UserError."""
        with self.as_(login) as ctx:
            result = ctx.session.execute(sa.text(statement), params)
            return list(result.all()) if result.returns_rows else [result.rowcount]

    def admin(self, statement: str, **params: Any) -> list[Any]:
        """A statement as superuser, to arrange or to look behind the walls."""
        result = self.connection.execute(sa.text(statement), params)
        return list(result.all()) if result.returns_rows else []

    def user_id(self, login: str) -> int:
        """The id of a person."""
        return int(self.admin("select id from tw.app_user where login = :l", l=login)[0][0])

    def _user(self, login: str) -> CurrentUser:
        if login not in self._users:
            row = self.connection.execute(sa.text("select * from tw.whoami()")).mappings().one()
            scopes = self.connection.execute(
                sa.text("select s, tw.sees_all(s), tw.my_departments(s) from unnest(cast(:s as text[])) s"),
                {"s": list(registry().scopes)},
            ).all()
            self._users[login] = CurrentUser(
                row["id"], row["login"], row["name"], row["name_en"], frozenset(row["duties"]),
                frozenset(row["permissions"]), frozenset(s for s, a, _ in scopes if a), {s: tuple(d) for s, _, d in scopes},
            )  # fmt: skip
        return self._users[login]
