"""What is asked of the API: whole lists, windows of time, and the contacts that changed."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from logging import Logger
from typing import Any

import orjson
from estuary_cdk.capture.common import LogCursor, PageCursor
from estuary_cdk.http import HTTPSession
from pydantic import BaseModel, Field, create_model

from .models import (
    Call,
    Company,
    Contact,
    Meta,
    Page,
    Snapshot,
    TDocument,
    Timeline,
)

PER_PAGE = 50
MOST_ROWS = 10_000
"""Aircall refuses every page that ends beyond this row, however many there are."""
AIMED_ROWS = 9_000
"""What a window that is found too large is cut to, by its average density."""

Row = Timeline | dict[str, Any]
"""A row of a timeline: a document of the kit, or what the API sent."""


@dataclass
class Api:
    """An account, and the session by which it is reached."""

    http: HTTPSession
    base_url: str
    start: datetime
    plain_rows: bool

    async def page(
        self, log: Logger, model: type[TDocument], page: int, params: dict[str, str]
    ) -> Page[TDocument]:
        """Get a page of documents."""
        return _page_of(model).model_validate_json(await self._fetch(log, model.PATH, page, params))

    async def rows(
        self, log: Logger, model: type[Timeline], page: int, params: dict[str, str]
    ) -> tuple[Meta, list[Timeline] | list[dict[str, Any]]]:
        """Get a page of a timeline, its rows in the form in which they are handed on."""
        if not self.plain_rows:
            found = await self.page(log, model, page, params)
            return found.meta, found.rows
        answer = orjson.loads(await self._fetch(log, model.PATH, page, params))
        return Meta.model_validate(answer["meta"]), answer[model.ENVELOPE]

    async def _fetch(self, log: Logger, path: str, page: int, params: dict[str, str]) -> bytes:
        return await self.http.request(
            log,
            f"{self.base_url}{path}",
            params={"per_page": str(PER_PAGE), "page": str(page), **params},
        )


@cache
def _page_of(model: type[TDocument]) -> type[Page[TDocument]]:
    """The model of a stream's pages: the kit's documents under the name that this list gives them."""
    return create_model(
        f"{model.__name__}Page",
        __base__=Page[model],  # type: ignore[valid-type]
        rows=(list[model], Field(alias=model.ENVELOPE)),  # type: ignore[valid-type]
    )


class _CompanyAnswer(BaseModel):
    company: Company


async def fetch_company(api: Api, log: Logger) -> AsyncGenerator[Company, None]:
    """The company, which is one object and no list."""
    body = await api.http.request(log, f"{api.base_url}{Company.PATH}")
    yield _CompanyAnswer.model_validate_json(body).company


async def fetch_list(api: Api, model: type[Snapshot], log: Logger) -> AsyncGenerator[Snapshot, None]:
    """All rows of a list, page by page."""
    number = 1
    while True:
        page = await api.page(log, model, number, {})
        for row in page.rows:
            yield row
        if page.meta.is_last:
            return
        number += 1


async def backfill(
    api: Api, model: type[Timeline], log: Logger, page: PageCursor, cutoff: LogCursor
) -> AsyncGenerator[Row | int, None]:
    """The next window of the rows from before the cutoff, small enough for all of its pages to be served.

    The cursor is the last second of which every row has come.
    """
    assert isinstance(cutoff, datetime) and (page is None or isinstance(page, int))
    after = page if page is not None else _second(api.start) - 1
    upto = _second(cutoff) - 1
    if after >= upto:
        return
    async for item in _window(api, model, log, after, upto):
        yield item


async def _window(
    api: Api, model: type[Timeline], log: Logger, after: int, upto: int
) -> AsyncGenerator[Row | int, None]:
    """Rows later than `after` and not later than `upto`, or than where the window had to be cut to.

    Each page ends at a cursor. It leaves out the second of its last row, of which the next may hold more.
    """
    lower = after + 1 if model.FROM_IS_INSIDE else after
    number, done = 1, after
    while True:
        params = {**model.PARAMS, "from": str(lower), "to": str(upto)}
        meta, rows = await api.rows(log, model, number, params)
        if number == 1 and meta.total >= MOST_ROWS:
            if upto - after <= 1:
                raise RuntimeError(f"{model.NAME}: {meta.total} rows in the second {upto}")
            upto = after + max(1, (upto - after) * AIMED_ROWS // meta.total)
            continue
        for row in rows:
            yield row
        if meta.is_last:
            yield upto
            return
        if (before := _at(model, rows[-1]) - 1) > done:
            done = before
            yield done
        number += 1


async def fetch_calls(api: Api, log: Logger, cursor: LogCursor) -> AsyncGenerator[Row | LogCursor, None]:
    """Calls that started since the cursor, up to the last whole second."""
    assert isinstance(cursor, datetime)
    after, upto = _second(cursor) - 1, _second(datetime.now(tz=UTC)) - 1
    if after >= upto:
        return
    async for item in _window(api, Call, log, after, upto):
        yield datetime.fromtimestamp(item + 1, tz=UTC) if isinstance(item, int) else item


async def fetch_changed_contacts(
    api: Api, log: Logger, cursor: LogCursor
) -> AsyncGenerator[Contact | LogCursor, None]:
    """Contacts that changed since the cursor, the latest first: no window takes them by their change."""
    assert isinstance(cursor, datetime)
    since = _second(cursor)
    upto = datetime.now(tz=UTC).replace(microsecond=0) - timedelta(seconds=1)
    if upto <= cursor:
        return
    number = 1
    while True:
        page = await api.page(log, Contact, number, {"order": "desc", "order_by": "updated_at"})
        for row in page.rows:
            if row.updated_at >= since:
                yield row
        if page.meta.is_last or page.rows[-1].updated_at < since:
            break
        number += 1
    yield upto


def _at(model: type[Timeline], row: Row) -> int:
    return int(row[model.AT] if isinstance(row, dict) else getattr(row, model.AT))


def _second(at: datetime) -> int:
    return int(at.timestamp())
