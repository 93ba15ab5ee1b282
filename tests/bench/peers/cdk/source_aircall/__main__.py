"""Speaks Flow's capture protocol on stdin and stdout: ``python -m source_aircall``."""

import asyncio

from .connector import Connector

asyncio.run(Connector().serve())
