"""uvicorn's worker for gunicorn, without the `Server` header that the contract does not have."""

try:
    # Its home since uvicorn 0.30, which deprecated the one below.
    from uvicorn_worker import UvicornWorker
except ModuleNotFoundError:
    from uvicorn.workers import UvicornWorker


class ContenderWorker(UvicornWorker):
    CONFIG_KWARGS = {**UvicornWorker.CONFIG_KWARGS, "server_header": False}
