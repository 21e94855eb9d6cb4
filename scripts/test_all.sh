#!/usr/bin/env bash
# Runs the test scripts of the steps, run_step.sh, the client and the server check, adds up the results, and repeats the failures at the end.
set -euo pipefail

here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
passed=0
failed=0
broken=0
tmp="$(mktemp -d "${TMPDIR:-/tmp}/mcpauth.XXXXXX")"
log="$tmp/log"
trap 'rm -rf "$tmp"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

for script in "$here"/test_step*.sh "$here"/test_run.sh "$here"/test_client.sh "$here"/test_check.sh; do
  printf '\n======== %s\n' "$(basename "$script")"
  code=0
  bash "$script" 2>&1 | tee "$log" || code=$?
  if [ "$code" -gt 128 ]; then
    exit "$code" # stopped by a signal
  fi
  counts="$(sed -n 's/^\([0-9][0-9]*\) passed, \([0-9][0-9]*\) failed$/\1 \2/p' "$log" | tail -n 1)"
  if [ -n "$counts" ]; then
    passed=$((passed + ${counts% *}))
    failed=$((failed + ${counts#* }))
  fi
  if [ "$code" -ne 0 ]; then
    broken=$((broken + 1))
    {
      printf '\n%s failed (exit code %d):\n' "$(basename "$script")" "$code"
      grep '  FAIL  ' "$log" || true
      [ -n "$counts" ] || tail -n 20 "$log" # the script stopped before its summary
    } >>"$tmp/broken"
  fi
done

[ "$broken" -eq 0 ] || cat "$tmp/broken"
printf '\n%d passed, %d failed\n' "$passed" "$failed"
[ "$broken" -eq 0 ]
