#!/usr/bin/env bash
# Writes a finished step as a Maven project that needs nothing else of the course: one folder, one pom.xml, the sources of this
# step and of all steps before it, and the tests of this step. Left out are the tests that need the practice authorization server
# (signing in, steps 7 and 8), the pages of the course, or the formatter.
set -euo pipefail

usage="Usage: scripts/standalone.sh N DIR    (N is the number of a step; DIR must not exist, or must be empty)"
case "$#${1:-}" in
  1-h | 1--help) echo "$usage" && exit 0 ;;
  2[1-9] | 2[1-9][0-9]) ;;
  *) echo "$usage" >&2 && exit 2 ;;
esac

# shellcheck source=scripts/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

projects standalone "$1" "$2"
cat <<NEXT
Step $1 is in $2. Run its tests:

cd $2
mvn verify
NEXT
