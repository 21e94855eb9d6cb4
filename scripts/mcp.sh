#!/usr/bin/env bash
# Runs the MCP client; builds it first if its sources have changed. scripts/mcp.sh --help lists the commands.
set -euo pipefail
# shellcheck source=scripts/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

build mcp-client >&2 </dev/null
rm -rf "$TMP"
jar="$ROOT/mcp-client/target/mcp-client.jar"
options=(-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xshare:auto -Xlog:disable -Xlog:all=off)
options+=("-Dmcp.command=$(printf %q "$0")") # messages name this script

# An archive of loaded classes halves the start. The first command that calls a server lists the classes that it loads, and so does
# each login, which loads almost all of them; then the JVM writes these classes to the archive, in a few seconds. It ignores an
# archive that another version of Java has written.
archive="$ROOT/mcp-client/target/classes-$(command -v "$JAVA" | cksum | cut -d ' ' -f 1).jsa"
if [ "${1:-}" != login ] && [ -f "$archive" ] && [ ! "$jar" -nt "$archive" ]; then
  exec "$JAVA" "${options[@]}" "-XX:SharedArchiveFile=$archive" -cp "$jar" dev.mcpauth.client.McpClient "$@"
fi
new="$archive.$$"
code=0
"$JAVA" "${options[@]}" "-XX:DumpLoadedClassList=$new.list" -cp "$jar" dev.mcpauth.client.McpClient "$@" || code=$?
if grep -q net/http/HttpClient "$new.list" 2>/dev/null &&
  "$JAVA" -Xshare:dump "-XX:SharedClassListFile=$new.list" "-XX:SharedArchiveFile=$new" -cp "$jar" >/dev/null 2>&1; then
  mv -f "$new" "$archive"
fi
rm -f "$new" "$new.list"
exit "$code"
