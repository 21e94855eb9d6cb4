#!/usr/bin/env bash
# Runs the MCP client; builds it first if its sources have changed. scripts/mcp.sh --help lists the commands.
set -euo pipefail
# shellcheck source=scripts/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

build mcp-client >&2 </dev/null
rm -rf "$TMP"
jar="$ROOT/mcp-client/target/mcp-client.jar"
options=(-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xshare:auto -Xlog:disable -Xlog:all=off)

# An archive of loaded classes halves the start. The JVM writes it at the exit of the first command, and at that of each login,
# which loads almost all classes. A JVM ignores an archive that another version of Java has written.
archive="$ROOT/mcp-client/target/classes-$(command -v "$JAVA" | cksum | cut -d ' ' -f 1).jsa"
if [ "${1:-}" != login ] && [ -f "$archive" ] && [ ! "$jar" -nt "$archive" ]; then
  exec "$JAVA" "${options[@]}" "-XX:SharedArchiveFile=$archive" -cp "$jar" dev.mcpauth.client.McpClient "$@"
fi
new="$archive.$$"
code=0
"$JAVA" "${options[@]}" "-XX:ArchiveClassesAtExit=$new" -cp "$jar" dev.mcpauth.client.McpClient "$@" || code=$?
[ ! -f "$new" ] || mv -f "$new" "$archive"
exit "$code"
