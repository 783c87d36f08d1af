"""Which request the site is answering, for whoever writes to the log meanwhile."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from uuid import uuid4

_current: ContextVar[str] = ContextVar("request_id", default="")


def request_id() -> str:
    """32 hexadecimal digits; empty outside of a request."""
    return _current.get()


@contextmanager
def one_request() -> Iterator[str]:
    """All that is logged inside carries the same id."""
    token = _current.set(uuid4().hex)
    try:
        yield _current.get()
    finally:
        _current.reset(token)
