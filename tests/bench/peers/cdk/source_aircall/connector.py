"""The connector: what the kit asks for, answered from the resources."""

from collections.abc import Awaitable, Callable
from typing import Any

from estuary_cdk.capture import (
    BaseCaptureConnector,
    Request,
    Task,
    common,
    request,
    response,
)
from estuary_cdk.capture.common import Resource, ResourceConfig, ResourceState
from estuary_cdk.flow import ConnectorSpec
from estuary_cdk.http import TokenSource
from estuary_cdk.logger import FlowLogger

from .api import Api
from .models import ConnectorState, EndpointConfig
from .resources import all_resources


class Connector(BaseCaptureConnector[EndpointConfig, ResourceConfig, ConnectorState]):
    """Captures an Aircall account."""

    def request_class(self) -> type[Request[EndpointConfig, ResourceConfig, ConnectorState]]:
        return Request[EndpointConfig, ResourceConfig, ConnectorState]

    async def spec(self, log: FlowLogger, _: request.Spec) -> ConnectorSpec:
        return ConnectorSpec(
            configSchema=EndpointConfig.model_json_schema(),
            resourceConfigSchema=ResourceConfig.model_json_schema(),
            documentationUrl="https://go.estuary.dev/source-aircall",
            resourcePathPointers=ResourceConfig.PATH_POINTERS,
        )

    async def discover(
        self, log: FlowLogger, discover: request.Discover[EndpointConfig]
    ) -> response.Discovered[ResourceConfig]:
        return common.discovered(self._resources(discover.config))

    async def validate(
        self, log: FlowLogger, validate: request.Validate[EndpointConfig, ResourceConfig]
    ) -> response.Validated:
        resources = self._resources(validate.config)
        resolved = common.resolve_bindings(validate.bindings, resources)
        await self.request(log, f"{validate.config.advanced.base_url}/v1/ping")
        return common.validated(resolved)

    async def open(
        self, log: FlowLogger, open: request.Open[EndpointConfig, ResourceConfig, ConnectorState]
    ) -> tuple[response.Opened, Callable[[Task], Awaitable[None]]]:
        resources = self._resources(open.capture.config)
        return common.open(open, common.resolve_bindings(open.capture.bindings, resources))

    def _resources(self, config: EndpointConfig) -> list[Resource[Any, ResourceConfig, ResourceState]]:
        self.token_source = TokenSource(oauth_spec=None, credentials=config.credentials)
        advanced = config.advanced
        self.rate_limiter.delay = advanced.first_delay
        return all_resources(Api(self, advanced.base_url, config.start_date, advanced.plain_rows))
