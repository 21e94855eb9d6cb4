#!/usr/bin/env bash
# Builds a step and runs its server until you press Ctrl+C.
set -euo pipefail

usage="Usage: scripts/run_step.sh N    (N is the number of a step; the settings, such as MCP_PORT, come from the environment)"
case "${1:-}" in
  -h | --help) echo "$usage" && exit 0 ;;
  [1-9]) ;;
  *) echo "$usage" >&2 && exit 2 ;;
esac

# shellcheck source=scripts/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

module="$(module_of "$1")"
build "$module"
rm -rf "$TMP"
exec java -jar "$ROOT/$module/target/$module.jar"
