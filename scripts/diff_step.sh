#!/usr/bin/env bash
# Shows what a step adds to the previous step: files, the App, dependencies, paths, methods, and settings.
set -euo pipefail

usage="Usage: scripts/diff_step.sh N    (N is the number of a step)"
case "${1:-}" in
  -h | --help) echo "$usage" && exit 0 ;;
  [1-9] | [1-9][0-9]) ;;
  *) echo "$usage" >&2 && exit 2 ;;
esac

# shellcheck source=scripts/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

number="$1"
module="$(module_of "$number")"
before=""
[ "$number" -eq 1 ] || before="$(module_of $((number - 1)))"
cd "$ROOT"

title() { printf '\n%s%s%s\n' "$BOLD" "$1" "$PLAIN"; }

# sources MODULE: the Java files of a module
sources() { find "$1/src/main/java" -name '*.java' | sort; }

# only_in_step FUNCTION: what FUNCTION prints for this step, and for none of the steps before; or "none"
only_in_step() {
  local step=1
  : >"$TMP/old"
  while [ "$step" -lt "$number" ]; do
    "$1" "$(module_of "$step")" >>"$TMP/old"
    step=$((step + 1))
  done
  sort -u "$TMP/old" -o "$TMP/old"
  "$1" "$module" | sort -u >"$TMP/new"
  comm -13 "$TMP/old" "$TMP/new" | sed 's/^/  /' >"$TMP/added"
  if [ -s "$TMP/added" ]; then cat "$TMP/added"; else echo "  none"; fi
}

# The libraries that a module names itself, without those for its tests and those that it excludes
dependencies() {
  awk '/<dependency>/ { group = artifact = scope = "" }
    /<exclusions>/, /<\/exclusions>/ { next }
    /<groupId>/ { group = $0 }
    /<artifactId>/ { artifact = $0; gsub(/.*<artifactId>|<\/artifactId>.*/, "", artifact) }
    /<scope>test/ { scope = "test" }
    /<\/dependency>/ { if (scope == "" && group !~ /dev\.mcpauth/) print artifact }' "$1/pom.xml"
}

# Paths, names of methods, and settings are strings in the sources.
paths() {
  # shellcheck disable=SC2046  # file names without blanks
  sed -n '/^ *\*/d; s/.*"\(\/\([a-z.][a-zA-Z0-9./_-]*\)\{0,1\}\)".*/\1/p' $(sources "$1")
}
methods() {
  # shellcheck disable=SC2046
  sed -n '/^ *\*/d; s/.*add[A-Za-z]*("\([a-z][a-zA-Z]*\(\/[a-zA-Z/]*\)*\)",.*/\1/p' $(sources "$1")
}
settings() {
  # shellcheck disable=SC2046
  tr -c 'A-Z_"' '\n' < <(cat $(sources "$1")) | sed -n 's/^"\(MCP_[A-Z][A-Z_]*\)".*/\1/p'
}

title "New files in $module (lines)"
sources "$module" | while read -r file; do
  printf '  %4d  %s\n' "$(wc -l <"$file")" "${file#"$module"/src/main/java/}"
done
printf '  %4d  in all\n' "$(sources "$module" | while read -r file; do cat "$file"; done | wc -l)"

title "The App"
app="$(sources "$module" | grep '/App\.java$')"
if [ -z "$before" ]; then
  sed 's/^/  /' "$app"
else
  # Imports and the package differ anyway.
  sed '/^import /d; /^package /d' "$(sources "$before" | grep '/App\.java$')" >"$TMP/before.java"
  sed '/^import /d; /^package /d' "$app" >"$TMP/after.java"
  diff -U 2 "$TMP/before.java" "$TMP/after.java" | sed '1,2d; s/^/  /' || true
fi

title "New libraries"
only_in_step dependencies
title "New paths, of this server or of others that it calls"
only_in_step paths
title "New MCP methods"
only_in_step methods
title "New settings"
only_in_step settings
