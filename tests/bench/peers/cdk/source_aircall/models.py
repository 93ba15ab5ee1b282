"""What is captured, and how it is configured: each stream is a document with the facts of its list."""

from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar, Generic, TypeVar

from estuary_cdk.capture.common import BaseDocument, ResourceState
from estuary_cdk.capture.common import ConnectorState as GenericConnectorState
from estuary_cdk.flow import BasicAuth
from pydantic import AwareDatetime, BaseModel, Field

ConnectorState = GenericConnectorState[ResourceState]


class EndpointConfig(BaseModel):
    """How an account is reached, and from when on it is captured."""

    class Advanced(BaseModel):
        """What the bench needs, and nobody else."""

        base_url: str = Field(
            default="https://api.aircall.io",
            title="Base URL",
            description="Where the API is.",
        )
        first_delay: float = Field(
            default=1.0,
            title="First Delay",
            description="Seconds that the kit waits before its first requests, until it has found its pace.",
        )
        plain_rows: bool = Field(
            default=False,
            title="Plain Rows",
            description="Whether calls and contacts are handed on as they came, checked by no model.",
        )

    credentials: BasicAuth = Field(
        title="Authentication",
        description="The API id as the user name, the API token as the password.",
    )
    start_date: AwareDatetime = Field(
        default_factory=lambda: datetime.now(tz=UTC) - timedelta(days=30),
        title="Start Date",
        description="Calls and contacts from before this time are not captured.",
    )
    advanced: Advanced = Field(
        default_factory=Advanced,
        title="Advanced",
        description="Advanced settings.",
        json_schema_extra={"advanced": True},
    )


class AircallDocument(BaseDocument, extra="allow"):
    """A row of a list, every field as it came."""

    NAME: ClassVar[str]
    PATH: ClassVar[str]
    ENVELOPE: ClassVar[str]


class Snapshot(AircallDocument):
    """A row of a list that is read whole at each interval."""


class Timeline(AircallDocument):
    """A row of a list that takes windows of time."""

    PARAMS: ClassVar[dict[str, str]] = {}
    FROM_IS_INSIDE: ClassVar[bool]
    """Whether the API counts a window's first second to it."""
    AT: ClassVar[str]
    """The field by which windows take a row."""

    id: int


class Call(Timeline):
    """A call, with its contact, which has to be asked for."""

    NAME = "calls"
    PATH = "/v1/calls"
    ENVELOPE = "calls"
    PARAMS = {
        "order": "asc",
        "fetch_contact": "true",
    }
    FROM_IS_INSIDE = False
    AT = "started_at"

    started_at: int


class Contact(Timeline):
    """A shared contact."""

    NAME = "contacts"
    PATH = "/v1/contacts"
    ENVELOPE = "contacts"
    PARAMS = {"order": "asc", "order_by": "created_at"}
    FROM_IS_INSIDE = True
    AT = "created_at"

    created_at: int
    updated_at: int


class Company(Snapshot):
    """The company, which is no list."""

    NAME = "company"
    PATH = "/v1/company"
    ENVELOPE = "company"

    name: str


class Number(Snapshot):
    """A phone number."""

    NAME = "numbers"
    PATH = "/v1/numbers"
    ENVELOPE = "numbers"

    id: int


class Tag(Snapshot):
    """A tag."""

    NAME = "tags"
    PATH = "/v1/tags"
    ENVELOPE = "tags"

    id: int


class UserAvailability(Snapshot):
    """What a user is doing."""

    NAME = "user_availablity"
    PATH = "/v1/users/availabilities"
    ENVELOPE = "users"

    id: int


class User(Snapshot):
    """A user."""

    NAME = "users"
    PATH = "/v2/users"
    ENVELOPE = "users"

    id: int


class Team(Snapshot):
    """A team and who is in it."""

    NAME = "teams"
    PATH = "/v1/teams"
    ENVELOPE = "teams"

    id: int


class Webhook(Snapshot):
    """A webhook, without its secret."""

    NAME = "webhooks"
    PATH = "/v1/webhooks"
    ENVELOPE = "webhooks"

    webhook_id: str
    token: Any = Field(default=None, exclude=True)
    """The signing secret, which no collection should hold."""


TDocument = TypeVar("TDocument", bound=AircallDocument)


class Meta(BaseModel):
    """Where a page stands in its list."""

    total: int
    current_page: int
    per_page: int

    @property
    def is_last(self) -> bool:
        """Whether no page follows."""
        return self.current_page * self.per_page >= self.total


class Page(BaseModel, Generic[TDocument]):
    """A page of a list, whatever the API calls its rows."""

    meta: Meta
    rows: list[TDocument]
