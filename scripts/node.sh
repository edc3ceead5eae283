#!/bin/sh
# Runs a script on the Node that the lock file pins, wherever that Node can start.
# Where it cannot (musl, a missing libatomic, a platform without a package), the host's
# Node serves if it is new enough, and LAB_NODE_FALLBACK tells the lab to say so.
# POSIX sh and exec: no process stands between npm and the lab, so signals arrive.
set -u
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
bin="$root/node_modules/.bin"
pinned="$bin/node"
minimum=22.18

if "$pinned" -e 0 >/dev/null 2>&1; then
  PATH="$bin:$PATH" exec "$pinned" "$@"
fi

if [ ! -d "$bin" ]; then
  printf '%s\n' "✗ LAB_NOT_INSTALLED  The dependencies are not installed." \
    "  seen   no node_modules/.bin in the repository" \
    "  fix    npm ci" >&2
  exit 3
fi

# npm names the Node that runs it; node_modules/.bin is first on PATH and holds the broken one.
host=${npm_node_execpath:-}
if [ -z "$host" ]; then
  PATH=$(printf '%s' "$PATH" | tr ':' '\n' | grep -v -F "$root/" | paste -s -d ':' -)
  export PATH
  host=$(command -v node || true)
fi
version=$([ -n "$host" ] && "$host" -p process.versions.node 2>/dev/null || echo none)
major=${version%%.*}
rest=${version#*.}
minor=${rest%%.*}
if [ "$version" != none ] && { [ "$major" -gt 22 ] || { [ "$major" -eq 22 ] && [ "$minor" -ge 18 ]; }; }; then
  LAB_NODE_FALLBACK="the pinned Node cannot start here: $("$pinned" -e 0 2>&1 | head -n 1)"
  export LAB_NODE_FALLBACK
  PATH="$(dirname -- "$host"):$PATH" exec "$host" "$@"
fi
printf '%s\n' "✗ LAB_NODE_TOO_OLD  No Node that can run the lab was found." \
  "  seen   the pinned Node cannot start here; the host's Node is $version, $minimum is the oldest that works" \
  "  fix    install libatomic1 (Debian: apt-get install libatomic1), or Node $minimum or newer" >&2
exit 3
