#!/usr/bin/env bash
# Runs the MCP client; builds it first if its sources have changed. scripts/mcp.sh --help lists the commands.
set -euo pipefail
# shellcheck source=scripts/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

build mcp-client >&2 </dev/null
rm -rf "$TMP"
jar="$ROOT/mcp-client/target/mcp-client.jar"

# An archive of loaded classes halves the start. The JVM that exits writes it; a JVM that cannot use it ignores it. The archive
# belongs to one build of the jar and one version of Java.
version="$("$JAVA" -XX:TieredStopAtLevel=1 -XshowSettings:properties -version 2>&1 | sed -n 's/^ *java\.vm\.version = \([0-9.]*\).*/\1/p')"
archive="$ROOT/mcp-client/target/classes-$version.jsa"
options=(-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xshare:auto)
if [ ! -f "$archive" ] || [ "$jar" -nt "$archive" ]; then
  new="$archive.$$"
  "$JAVA" "${options[@]}" "-XX:ArchiveClassesAtExit=$new" -cp "$jar" dev.mcpauth.client.McpClient tools \
    --no-auth http://127.0.0.1:1/mcp >/dev/null 2>&1 </dev/null || true # nothing listens there; the classes are loaded all the same
  [ ! -f "$new" ] || mv "$new" "$archive"
fi
[ ! -f "$archive" ] || options+=("-XX:SharedArchiveFile=$archive" -Xlog:disable -Xlog:all=off)
exec "$JAVA" "${options[@]}" -cp "$jar" dev.mcpauth.client.McpClient "$@"
