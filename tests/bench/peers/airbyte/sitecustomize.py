"""Sends what is meant for Aircall to the simulator: Python loads this by itself at its start."""

import os
from typing import Any

import requests

AIRCALL = "https://api.aircall.io"

_send = requests.Session.send


def _send_elsewhere(
    self: requests.Session, request: requests.PreparedRequest, **options: Any
) -> requests.Response:
    if request.url is not None:
        request.url = request.url.replace(AIRCALL, os.environ["AIRCALL_INSTEAD"], 1)
    return _send(self, request, **options)


requests.Session.send = _send_elsewhere  # type: ignore[method-assign]
