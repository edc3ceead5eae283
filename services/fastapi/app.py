"""FastAPI as the original comparison had it: asynchronous views on Starlette and Pydantic."""

from connection_headers import ConnectionHeaders
from contract import DUMMY, HEALTHY, JSON_TYPE, PROBLEM_TYPE, problem
from fastapi import FastAPI
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException


class ContractJson(JSONResponse):
    """FastAPI's own response, with the charset that the contract names."""

    media_type = JSON_TYPE


class Problem(JSONResponse):
    media_type = PROBLEM_TYPE


asgi = FastAPI(
    default_response_class=ContractJson,
    # The contract knows no other route: neither the documentation's nor redirects to a path without a slash.
    openapi_url=None,
    redirect_slashes=False,
)


@asgi.api_route("/api/dummy", methods=["GET", "HEAD"])
async def dummy():
    return DUMMY


@asgi.api_route("/healthz", methods=["GET", "HEAD"])
async def healthz():
    return HEALTHY


@asgi.exception_handler(HTTPException)
async def failed(_request, error):
    headers = {"allow": "GET, HEAD"} if error.status_code == 405 else None
    return Problem(problem(error.status_code), status_code=error.status_code, headers=headers)


app = ConnectionHeaders(asgi)
