"""What the server does beside the pages: it tells its health at /healthz, and logs its start and what fails."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version

import streamlit as st
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from dashboard.assets import BUILT
from dashboard.errors import DashboardError
from dashboard.health import PATH, HealthCheck
from dashboard.logs import adopt_server_logs, log, log_failure, set_up_logs
from dashboard.page_fonts import copy_fonts
from dashboard.settings import wrong_settings
from dashboard.state import opened

_check = HealthCheck()


async def tell_health(_request: Request) -> Response:
    """200 where the store and the gazetteer can be read, else 503; the body says more."""
    health = await run_in_threadpool(_check.report)
    status = 200 if health.is_well else 503
    return Response(health.as_json(), status, {"Cache-Control": "no-store"}, "application/json")


ROUTES = [Route(PATH, tell_health)]


@asynccontextmanager
async def serving(_app: st.App) -> AsyncIterator[None]:
    """Around the server's life: says in the log that it starts, or what is wrong in the settings."""
    problems = wrong_settings()
    if problems:
        print(*(f"dashboard: {problem}" for problem in problems), sep="\n", flush=True)
    else:
        set_up_logs()
        adopt_server_logs()
        log("server.start", version=version("dawriya"))
        await run_in_threadpool(_open_store)
    await run_in_threadpool(_copy_fonts)  # a browser asks for them before the first page has run, and only once
    yield
    log("server.end")


def _copy_fonts() -> None:
    try:
        copy_fonts(BUILT / "fonts")
    except OSError as error:  # pages show without them
        log_failure("fonts.error", error)


def _open_store() -> None:
    """Makes the store, or brings it up to date, before anybody waits for it."""
    try:
        opened.store()
    except DashboardError as error:  # each page says it
        log_failure("store.error", error)


def log_error(error: Exception) -> bool | None:
    """Logs what a page did not foresee; the page shows it as ever."""
    log_failure("page.failed", error)
    return None
