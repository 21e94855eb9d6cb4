#!/usr/bin/env bash
# Updates what the pages of the course quote, in place: the outputs of commands, the excerpts of sources, and the picture of the tour.
# Then it lists the files that it changed. Check the changes with "git diff": where text varies from run to run, write … instead. What is
# up to date does not change.
set -euo pipefail

# shellcheck source=scripts/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
need "$JAVA"
need mvn
need curl # runs the examples

# update TESTS ARGUMENT …: runs tests that update pages
update() {
  local tests="$1"
  shift
  if ! mvn -B -ntp -f "$ROOT/pom.xml" test -Dpages.update=true -Dtest="$tests" -Dsurefire.failIfNoSpecifiedTests=false \
    -Dspotless.check.skip=true "$@" >"$TMP/update.log" 2>&1; then
    cat "$TMP/update.log" >&2
    die "Not everything could be updated; the output of Maven is above."
  fi
}

# versions: the checksums of the pages and pictures
versions() {
  (cd "$ROOT" && cksum ./*.md ./*/*.md ./*/*/*.md docs/pictures/*)
}

versions >"$TMP/before"
echo "Running the examples of all pages (a few minutes)"
update '*Test#readmeExamplesMatchTheServer'
echo "Comparing excerpts and pictures"
update 'PagesTest#excerptsAreInTheSources+thePictureShowsTheTour' -pl step1-health # after the examples, because the picture shows their output
versions >"$TMP/after"

if cmp -s "$TMP/before" "$TMP/after"; then
  echo "All pages were up to date"
else
  echo "Changed:"
  diff "$TMP/before" "$TMP/after" | sed -n 's/^> [0-9]* [0-9]* \.*\/*/  /p'
fi
