#!/bin/sh
# Checks what Prometheus is given, and tests every alert. Needs promtool (Debian: apt-get install prometheus) and no server.
set -eu
cd "$(dirname "$0")"
if ! command -v promtool >/dev/null; then
  echo "skipped: promtool is missing"
  exit 0
fi
promtool check config prometheus.yaml
promtool check rules rules.yaml
promtool test rules rules-test.yaml
