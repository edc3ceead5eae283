"""The settings of every contender, by the environment names and the limits of services/CONTRACT.md."""

import re
from typing import Mapping, NamedTuple


class Settings(NamedTuple):
    host: str
    port: int
    workers: int
    worker_connections: int
    max_requests: int
    max_requests_jitter: int
    worker_timeout_s: int
    graceful_timeout_s: int
    keep_alive_s: int


class SettingsError(Exception):
    pass


def read_settings(env: Mapping[str, str], allowed_cpus: int, machine_cpus: int) -> Settings:
    """`allowed_cpus`: those this process may use; `machine_cpus`: those there are, whatever it may use."""
    return Settings(
        host=env.get("HOST") or "127.0.0.1",
        port=_whole(env, "PORT", 0, 0, 65_535),
        workers=_worker_count(env.get("WORKERS") or "auto", allowed_cpus, machine_cpus),
        worker_connections=_whole(env, "WORKER_CONNECTIONS", 1_000, 1, 1_000_000),
        max_requests=_whole(env, "MAX_REQUESTS", 0, 0, 1_000_000_000),
        max_requests_jitter=_whole(env, "MAX_REQUESTS_JITTER", 0, 0, 1_000_000_000),
        # gunicorn knows whole seconds only.
        worker_timeout_s=_whole(env, "WORKER_TIMEOUT", 120, 0, 86_400),
        graceful_timeout_s=_whole(env, "GRACEFUL_TIMEOUT", 5, 0, 86_400),
        keep_alive_s=_whole(env, "KEEP_ALIVE", 5, 0, 86_400),
    )


def _worker_count(asked: str, allowed_cpus: int, machine_cpus: int) -> int:
    if asked == "auto":
        return allowed_cpus
    if asked == "2n+1":
        return 2 * allowed_cpus + 1
    # The word of the original comparison, whose configuration asked Python for the CPUs of the whole
    # machine: pinning and containers do not lower it.
    if asked == "cpu_count*2+1":
        return 2 * machine_cpus + 1
    if re.fullmatch("[1-9][0-9]{0,2}", asked):
        return int(asked)
    raise SettingsError(
        f"WORKERS is '{asked}'; it must be a number from 1 to 999, 'auto', '2n+1' or 'cpu_count*2+1'"
    )


def _whole(env: Mapping[str, str], name: str, standard: int, least: int, most: int) -> int:
    asked = env.get(name) or str(standard)
    if re.fullmatch("[0-9]{1,10}", asked) and least <= int(asked) <= most:
        return int(asked)
    raise SettingsError(f"{name} is '{asked}'; it must be a whole number from {least} to {most}")
