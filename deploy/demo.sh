#!/usr/bin/env bash
# Starts the desk, sends it a morning's post, leaves it running.
#   demo.sh DATA LISTEN     start (or go on) and send
#   demo.sh --stop DATA     stop
set -euo pipefail
cd "$(dirname "$0")/.."

alive() { [ -f "$1/demo.pid" ] && kill -0 "$(cat "$1/demo.pid")" 2>/dev/null; }

if [ "${1:-}" = --stop ]; then
  data=$2
  if alive "$data"; then
    pid=$(cat "$data/demo.pid")
    kill -TERM "$pid"
    for _ in $(seq 600); do kill -0 "$pid" 2>/dev/null || break; sleep 0.1; done
    echo "The demonstration is stopped."
  else
    echo "The demonstration is not running."
  fi
  exit 0
fi

data=$1 listen=$2
mkdir -p "$data"
if ! alive "$data"; then
  # A short undo, so that a visitor sees papers sealed and entries appear.
  setsid nohup bin/bordereau up --data "$data" --listen "$listen" --undo-delay 1s --objects-mode GOVERNANCE --min-disk-free 0.01 \
    >> "$data/bordereau.log" 2>&1 < /dev/null &
  echo $! > "$data/demo.pid"
fi
for _ in $(seq 600); do
  curl -fsS -o /dev/null "http://$listen/readyz" 2>/dev/null && break
  alive "$data" || { echo "bordereau up ended; its log ($data/bordereau.log) says:" >&2; tail -5 "$data/bordereau.log" >&2; exit 1; }
  sleep 0.1
done
curl -fsS -o /dev/null "http://$listen/readyz"
exec go run ./demo --server "http://$listen" --data "$data" --bordereau bin/bordereau
