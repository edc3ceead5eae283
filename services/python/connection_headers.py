"""What the contract has on every answer and uvicorn leaves unsaid: whether its connection stays, and how long."""

import os

CLOSE = (b"connection", b"close")


class ConnectionHeaders:
    def __init__(self, app):
        self.app = app
        # gunicorn_config.py has checked it.
        keep_alive_s = int(os.environ.get("KEEP_ALIVE") or 5)
        self.headers = (
            [(b"connection", b"keep-alive"), (b"keep-alive", b"timeout=%d" % keep_alive_s)]
            if keep_alive_s > 0
            else [CLOSE]
        )

    async def __call__(self, scope, receive, send):
        # uvicorn itself answers `Connection: close` with the same.
        if scope["type"] != "http" or CLOSE in scope["headers"]:
            return await self.app(scope, receive, send)

        async def send_with_headers(message):
            if message["type"] == "http.response.start":
                message = {**message, "headers": [*message.get("headers", ()), *self.headers]}
            await send(message)

        await self.app(scope, receive, send_with_headers)
