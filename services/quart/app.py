"""Quart as the original comparison had it: Flask's interface with asynchronous views."""

from connection_headers import ConnectionHeaders
from contract import DUMMY, HEALTHY, JSON_TYPE, PROBLEM_TYPE, problem
from quart import Quart
from quart.json.provider import DefaultJSONProvider
from werkzeug.exceptions import HTTPException


class ContractJson(DefaultJSONProvider):
    """Quart's own encoder. The contract names the charset and has no line feed at the end."""

    sort_keys = False

    def response(self, *args, **kwargs):
        body = self.dumps(self._prepare_response_obj(args, kwargs), separators=(",", ":"))
        return self._app.response_class(body, content_type=JSON_TYPE)


asgi = Quart(__name__, static_folder=None)
asgi.json = ContractJson(asgi)


@asgi.get("/api/dummy", provide_automatic_options=False)
async def dummy():
    return DUMMY


@asgi.get("/healthz", provide_automatic_options=False)
async def healthz():
    return HEALTHY


@asgi.errorhandler(HTTPException)
async def failed(error):
    answer = asgi.json.response(problem(error.code))
    answer.status_code = error.code
    answer.content_type = PROBLEM_TYPE
    if error.code == 405:
        answer.headers["Allow"] = ", ".join(sorted(error.valid_methods))
    return answer


app = ConnectionHeaders(asgi)
