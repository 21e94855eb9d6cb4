#!/usr/bin/env bash
# Writes a Maven project in which you write a step yourself: the server of the previous step, the classes of the step without their
# code, the tests of the step, and TASK.md with the stages. scripts/solution.sh shows the way out.
set -euo pipefail

usage="Usage: scripts/start_step.sh N DIR    (N is the number of a step; DIR must not exist, or must be empty)"
case "$#${1:-}" in
  1-h | 1--help) echo "$usage" && exit 0 ;;
  2[1-9] | 2[1-9][0-9]) ;;
  *) echo "$usage" >&2 && exit 2 ;;
esac

# shellcheck source=scripts/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

projects start "$1" "$2"
cat <<NEXT
The starter of step $1 is in $2. Read TASK.md there, then run the tests. Those of the contract of step $1 fail:

cd $2
mvn test
NEXT
