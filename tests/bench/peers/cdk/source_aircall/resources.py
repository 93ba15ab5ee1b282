"""Which streams there are, and by which of the kit's ways each is captured."""

import functools
from datetime import UTC, datetime, timedelta
from typing import Any

from estuary_cdk.capture import Task, common
from estuary_cdk.capture.common import (
    FetchChangesFn,
    FetchSnapshotFn,
    Resource,
    ResourceConfig,
    ResourceState,
    SnapshotResource,
)
from estuary_cdk.flow import CaptureBinding

from .api import (
    Api,
    backfill,
    fetch_calls,
    fetch_changed_contacts,
    fetch_company,
    fetch_list,
)
from .models import (
    Call,
    Company,
    Contact,
    Number,
    Snapshot,
    Tag,
    Team,
    Timeline,
    User,
    UserAvailability,
    Webhook,
)

INTERVAL = timedelta(minutes=5)


def all_resources(api: Api) -> list[Resource[Any, ResourceConfig, ResourceState]]:
    """The nine streams, in the order in which they are discovered."""
    lists = (Number, Tag, UserAvailability, User, Team, Webhook)
    return [
        _timeline(api, Call, functools.partial(fetch_calls, api)),
        _timeline(api, Contact, functools.partial(fetch_changed_contacts, api)),
        _snapshot(Company, functools.partial(fetch_company, api)),
        *(_snapshot(model, functools.partial(fetch_list, api, model)) for model in lists),
    ]


def _snapshot(model: type[Snapshot], fetch: FetchSnapshotFn[Any]) -> SnapshotResource[Any, ResourceConfig]:
    def open_binding(
        binding: CaptureBinding[ResourceConfig],
        index: int,
        state: ResourceState,
        task: Task,
        _all: Any,
    ) -> None:
        common.open_binding(binding, index, state, task, fetch_snapshot=fetch)

    return SnapshotResource(
        name=model.NAME,
        open=open_binding,
        initial_config=ResourceConfig(name=model.NAME, interval=INTERVAL),
    )


def _timeline(
    api: Api, model: type[Timeline], fetch_changes: FetchChangesFn[Any]
) -> Resource[Any, ResourceConfig, ResourceState]:
    cutoff = datetime.now(tz=UTC)

    def open_binding(
        binding: CaptureBinding[ResourceConfig],
        index: int,
        state: ResourceState,
        task: Task,
        _all: Any,
    ) -> None:
        common.open_binding(
            binding,
            index,
            state,
            task,
            fetch_changes=fetch_changes,
            fetch_page=functools.partial(backfill, api, model),
        )

    return Resource(
        name=model.NAME,
        key=["/id"],
        model=model,
        open=open_binding,
        initial_state=ResourceState(
            inc=ResourceState.Incremental(cursor=cutoff),
            backfill=ResourceState.Backfill(cutoff=cutoff),
        ),
        initial_config=ResourceConfig(name=model.NAME, interval=INTERVAL),
        schema_inference=True,
    )
