#!/usr/bin/env bash
# Shows the stages of a step, or copies the classes of a stage into a project that scripts/start_step.sh has written. If you have
# changed a class, your version stays beside it, with the ending .mine.
set -euo pipefail

usage="Usage: scripts/solution.sh N DIR [STAGE|all]    (N is the number of a step, DIR the project that start_step.sh wrote)"
case "$#${1:-}" in
  1-h | 1--help) echo "$usage" && exit 0 ;;
  [23][1-9] | [23][1-9][0-9]) ;;
  *) echo "$usage" >&2 && exit 2 ;;
esac

# shellcheck source=scripts/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

if [ "$#" -eq 2 ]; then
  projects stages "$1" "$2"
else
  projects solution "$1" "$2" "$3"
fi
