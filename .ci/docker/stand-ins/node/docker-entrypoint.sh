#!/bin/sh
# As with the real image: `docker run node:… -p 1` and `docker run node:… app.js` mean node's arguments.
set -e
case $1 in
  -*) set -- node "$@" ;;
  *) [ -x "$(command -v "$1")" ] || set -- node "$@" ;;
esac
exec "$@"
