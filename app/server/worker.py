"""The background program: evaluates the warning rules and does the jobs of all rooms, once for all clients.

It may run as a program of its own (`main.py worker`), as a thread of the demo, or several times at once: who claims a
job first does it, the others find it done. It signs in with its own login, which sees all and decides nothing.
"""

from __future__ import annotations

import json
import logging
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

import sqlalchemy as sa

from app import clock
from app.errors import Unavailable
from app.registry import Finding, Job, WarningRule
from app.uow import Ctx, Database

log = logging.getLogger(__name__)
TICK_SECONDS = 30.0
Outcome = Literal["done", "not due", "busy", "off", "failed"]


@dataclass(frozen=True, slots=True)
class JobResult:
    """What became of one rule or job. count: findings, or what the job answered as a number; error: why it failed."""

    key: str
    outcome: Outcome
    count: int = 0
    took_ms: int = 0
    error: str = ""


class _NotNow(Exception):
    """The job is not to be done now; its argument is the outcome."""


class Worker:
    """Does what is due in one company."""

    def __init__(self, database: Database, *, tick_seconds: float = TICK_SECONDS) -> None:
        self.database = database
        self.tick_seconds = tick_seconds

    def run_once(self, now: datetime | None = None) -> list[JobResult]:
        """Do everything that is due; each rule and job in its own transaction, so that one failure costs only itself.

        Raises Unavailable where the server does not answer.
        """
        at = now or clock.now()
        pending = self._due(at)
        return [self._do(key, work, every, at) for key, work, every in pending]

    def run_forever(self, stop: threading.Event) -> None:
        """Do what is due, again and again, until told to stop; a lost server is waited for."""
        while not stop.is_set():
            try:
                self.run_once()
            except Unavailable as lost:
                log.info("server not available: %s", lost)
            stop.wait(self.tick_seconds)

    def start(self) -> Callable[[], None]:
        """Run as a thread of this program; answers what stops it."""
        stop = threading.Event()
        thread = threading.Thread(target=self.run_forever, args=(stop,), name="worker", daemon=True)
        thread.start()

        def end() -> None:
            stop.set()
            thread.join(10)

        return end

    def _due(self, at: datetime) -> list[tuple[str, Callable[[Ctx], int], int]]:
        """Rules and jobs that were not done for their number of minutes, and are not switched off."""
        last, settings = self.database.read(_clock_and_settings)
        found: list[tuple[str, Callable[[Ctx], int], int]] = []
        for module in self.database.registry.modules:
            for rule in module.warnings:
                active, figures = settings.get(rule.key, (True, {}))
                if active:
                    found.append((rule.key, _warn(rule, figures), rule.every))
            found.extend((job.key, _run(job), job.every) for job in module.jobs)
        return [one for one in found if one[0] not in last or (at - last[one[0]]).total_seconds() >= one[2] * 60]

    def _do(self, key: str, work: Callable[[Ctx], int], every: int, at: datetime) -> JobResult:
        began = time.monotonic()
        try:
            count = self.database.write(_claimed, key, work, every, at)
        except _NotNow as not_now:
            return JobResult(key, not_now.args[0])
        except Unavailable:
            raise
        except Exception as error:
            log.exception("job %s failed", key)
            took = round((time.monotonic() - began) * 1000)
            self.database.write(_note, key, at, took, f"failed: {error}"[:500])
            return JobResult(key, "failed", 0, took, str(error))
        return JobResult(key, "done", count, round((time.monotonic() - began) * 1000))


def _clock_and_settings(ctx: Ctx) -> tuple[dict[str, datetime], dict[str, tuple[bool, Mapping[str, Any]]]]:
    """When each job was last done, and how each rule is set."""
    ctx.require("office.work")
    last = {r.key: r.at for r in ctx.session.execute(sa.text("select key, at from tw.job_run"))}
    settings = {
        r.key: (r.active, r.figures)
        for r in ctx.session.execute(sa.text("select key, active, figures from tw.warning_setting"))
    }
    return last, settings


def _claimed(ctx: Ctx, key: str, work: Callable[[Ctx], int], every: int, at: datetime) -> int:
    """Do a job if nobody else does or did it meanwhile."""
    began = time.monotonic()
    claim = ctx.call("claim_job", key, at, every)
    if claim != "claimed":
        raise _NotNow(claim)
    count = work(ctx)
    _note(ctx, key, at, round((time.monotonic() - began) * 1000), f"{count}")
    return count


def _note(ctx: Ctx, key: str, at: datetime, took_ms: int, outcome: str) -> None:
    ctx.call("job_done", key, at, took_ms, outcome)


def _warn(rule: WarningRule, figures: Mapping[str, Any]) -> Callable[[Ctx], int]:
    """Evaluate a rule with the company's figures and tell whom it concerns."""
    known = {name: int(figures.get(name, default)) for name, default in rule.settings.items()}

    def work(ctx: Ctx) -> int:
        findings = list(rule.evaluate(ctx, **known))
        tell_all(ctx, rule.key, findings)
        return len(findings)

    return work


def _run(job: Job) -> Callable[[Ctx], int]:
    def work(ctx: Ctx) -> int:
        answer = job.run(ctx)
        return answer if isinstance(answer, int) else 0

    return work


def tell_all(ctx: Ctx, kind: str, findings: Iterable[Finding]) -> None:
    """Post the messages of many findings in one statement; clients of those who got something new hear of it."""
    rows = [
        {
            "recipient_id": f.recipient_id, "severity": f.severity, "text": f.text, "params": _plain(f.params),
            "second": f.second, "second_params": _plain(f.second_params), "screen": f.screen,
            "record_id": f.record_id, "dedupe": f.dedupe,
        }
        for f in findings
    ]  # fmt: skip
    if not rows:
        return
    told = ctx.session.execute(
        sa.text("select * from tw.post_messages(:kind, cast(:rows as jsonb))"),
        {"kind": kind, "rows": json.dumps(rows, ensure_ascii=False)},
    )
    for recipient in told.scalars():
        ctx.touch("message", recipient)


def _plain(params: Mapping[str, Any]) -> dict[str, Any]:
    return {k: v if isinstance(v, (int, bool)) else str(v) for k, v in params.items()}
