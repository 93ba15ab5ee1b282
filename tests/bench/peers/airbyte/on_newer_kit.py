"""Runs airbyte-source-aircall on a newer kit than it asks for, which wants the configuration earlier."""

import sys

from airbyte_cdk.entrypoint import AirbyteEntrypoint, launch
from airbyte_cdk.sources.declarative.yaml_declarative_source import YamlDeclarativeSource
from source_aircall import SourceAircall


def _begin(self: YamlDeclarativeSource) -> None:
    arguments = sys.argv[1:]
    config = AirbyteEntrypoint.extract_config(arguments)
    catalog = AirbyteEntrypoint.extract_catalog(arguments)
    YamlDeclarativeSource.__init__(
        self,
        path_to_yaml="manifest.yaml",
        config=self.read_config(config) if config else None,
        catalog=self.read_catalog(catalog) if catalog else None,
        state=None,
    )


SourceAircall.__init__ = _begin  # type: ignore[method-assign]
launch(SourceAircall(), sys.argv[1:])
