"""The only file that speaks HTTP. It runs in the process behind `engine.cloud.line`."""

from __future__ import annotations

import ssl
import time

import httpx

from engine import network
from engine.cloud.endpoint import Endpoint
from engine.cloud.line import Reply

_LONGEST_BODY = 1 << 20


class Client:
    """Posts to one endpoint. Settings of the environment, proxies among them, do not count; redirects are not followed.

    Certificates are those that the system trusts, so that an organisation's own are known.
    """

    def __init__(self, endpoint: Endpoint, key: str | None, timeout: float) -> None:
        headers = {"Content-Type": "application/json", "Accept-Encoding": "identity", "User-Agent": "Veritag"}
        if key is not None:
            headers["Authorization"] = f"Bearer {key}"
        self._url, self._timeout = endpoint.url, timeout
        self._http = httpx.Client(
            headers=headers,
            timeout=timeout,
            verify=ssl.create_default_context(),
            trust_env=False,
            follow_redirects=False,
        )

    def network_closed(self) -> bool:
        """Whether this process refuses every socket but the endpoint's."""
        return network.is_closed()

    def post(self, payload: bytes) -> Reply:
        """Send these bytes once; nothing that happens to them is an exception."""
        ends = time.monotonic() + self._timeout
        try:
            with self._http.stream("POST", self._url, content=payload) as response:
                body = b""
                for block in response.iter_raw():
                    body += block
                    if len(body) > _LONGEST_BODY:
                        return Reply(response.status_code, failure="too_long")
                    if time.monotonic() > ends:
                        return Reply(response.status_code, failure="timeout")
                return Reply(response.status_code, body, response.headers.get("Retry-After", ""))
        except httpx.TimeoutException:
            return Reply(failure="timeout")
        except httpx.ConnectError as error:
            return Reply(failure="certificate" if "CERTIFICATE_VERIFY_FAILED" in str(error) else "unreachable")
        except (httpx.HTTPError, OSError):
            return Reply(failure="broken")
