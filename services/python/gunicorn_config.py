"""gunicorn's configuration of all contenders in Python: what services/runtime reads, in gunicorn's words."""

import os
import sys
from pathlib import Path

# Of this folder: the worker class, and what the services share.
sys.path.insert(0, str(Path(__file__).parent))

from contender_settings import SettingsError, read_settings


def _allowed_cpus() -> int:
    # macOS has no such call, and pins nothing either.
    ask = getattr(os, "sched_getaffinity", None)
    return len(ask(0)) if ask else os.cpu_count() or 1


try:
    _settings = read_settings(os.environ, _allowed_cpus(), os.cpu_count() or 1)
except SettingsError as error:
    # One line and exit code 1; as an exception, gunicorn would show it with a traceback.
    sys.exit(str(error))

bind = f"{_settings.host}:{_settings.port}"
workers = _settings.workers
worker_class = "contender_worker.ContenderWorker"
# Set as the originals set it. uvicorn's worker does not read it: no connection is ever refused.
worker_connections = _settings.worker_connections
max_requests = _settings.max_requests
max_requests_jitter = _settings.max_requests_jitter
timeout = _settings.worker_timeout_s
graceful_timeout = _settings.graceful_timeout_s
keepalive = _settings.keep_alive_s

# Workers touch a file to show that they live. On a disk that can block them (gunicorn's FAQ), and a
# container's disk is read-only.
worker_tmp_dir = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
# gunicorn 25 and later would put a socket into the home of whoever runs it; earlier ones do not know the word.
control_socket_disable = True
