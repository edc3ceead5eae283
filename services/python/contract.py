"""The data and the texts that contenders share; services/contract has them for TypeScript."""

DUMMY = {"message": "Hello from dummy endpoint!", "status": "success"}
HEALTHY = {"status": "ok"}

JSON_TYPE = "application/json; charset=utf-8"
PROBLEM_TYPE = "application/problem+json; charset=utf-8"

_PROBLEMS = {
    404: ("Not Found", "No such route."),
    405: ("Method Not Allowed", "The route does not know this method; see the Allow header."),
    500: ("Internal Server Error", "The service failed."),
}


def problem(status: int) -> dict:
    """The body of a problem (RFC 9457), its members in the order of the contract."""
    # Anything else would be of a route that the contract does not have.
    status = status if status in _PROBLEMS else 500
    title, detail = _PROBLEMS[status]
    return {"type": "about:blank", "title": title, "status": status, "detail": detail}
