"""Flask as the original comparison had it: synchronous views, wrapped by asgiref for uvicorn's workers."""

from asgiref.wsgi import WsgiToAsgi
from connection_headers import ConnectionHeaders
from contract import DUMMY, HEALTHY, JSON_TYPE, PROBLEM_TYPE, problem
from flask import Flask
from flask.json.provider import DefaultJSONProvider
from werkzeug.exceptions import HTTPException


class ContractJson(DefaultJSONProvider):
    """Flask's own encoder. The contract names the charset and has no line feed at the end."""

    sort_keys = False

    def response(self, *args, **kwargs):
        body = self.dumps(self._prepare_response_obj(args, kwargs), separators=(",", ":"))
        return self._app.response_class(body, content_type=JSON_TYPE)


wsgi = Flask(__name__, static_folder=None)
wsgi.json = ContractJson(wsgi)


@wsgi.get("/api/dummy", provide_automatic_options=False)
def dummy():
    return DUMMY


@wsgi.get("/healthz", provide_automatic_options=False)
def healthz():
    return HEALTHY


@wsgi.errorhandler(HTTPException)
def failed(error):
    answer = wsgi.json.response(problem(error.code))
    answer.status_code = error.code
    answer.content_type = PROBLEM_TYPE
    if error.code == 405:
        answer.headers["Allow"] = ", ".join(sorted(error.valid_methods))
    return answer


app = ConnectionHeaders(WsgiToAsgi(wsgi))
