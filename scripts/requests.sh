# shellcheck shell=bash
# Functions that send MCP requests. The test scripts from step 2 on source this file after lib.sh.

META='"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientInfo":{"name":"script","version":"1"},"io.modelcontextprotocol/clientCapabilities":{}}'

# legacy TITLE METHOD PARAMS [CURL OPTION …]: sends a request of 2025-11-25; PARAMS is a JSON object
legacy() {
  local title="$1" method="$2" params="$3"
  shift 3
  ask "$title" POST /mcp -H 'Content-Type: application/json' -H 'MCP-Protocol-Version: 2025-11-25' "$@" \
    -d '{"jsonrpc":"2.0","id":1,"method":"'"$method"'","params":'"$params"'}'
}

# modern TITLE METHOD PARAMS [CURL OPTION …]: sends a request of 2026-07-28; PARAMS is a JSON object, to which the metadata is added
modern() {
  local title="$1" method="$2" members="${3#\{}"
  shift 3
  [ "$members" = "}" ] || members=",$members"
  ask "$title" POST /mcp -H 'Content-Type: application/json' -H 'MCP-Protocol-Version: 2026-07-28' \
    -H "Mcp-Method: $method" "$@" -d '{"jsonrpc":"2.0","id":1,"method":"'"$method"'","params":{'"$META$members"'}'
}

# post TITLE BODY [CURL OPTION …]: sends BODY unchanged
post() {
  local title="$1" body="$2"
  shift 2
  ask "$title" POST /mcp -H 'Content-Type: application/json' "$@" --data-binary "$body"
}

# outcome TOKEN METHOD PARAMS: prints "ok", the missing scope, "role" if the role is missing, or another status
outcome() {
  local code
  code="$(curl -q -sS --noproxy '*' -o "$TMP/body" -D "$TMP/headers" -w '%{http_code}' "$URL/mcp" \
    -H "Authorization: Bearer $1" -H 'Content-Type: application/json' -H 'MCP-Protocol-Version: 2025-11-25' \
    -d '{"jsonrpc":"2.0","id":1,"method":"'"$2"'","params":'"$3"'}')"
  case "$code $(cat "$TMP/body")" in
    '200 '*'"result"'*) echo ok ;;
    '403 {"error":"insufficient_scope"'*) header WWW-Authenticate | sed 's/.* scope="\([^"]*\)".*/\1/' ;;
    '403 {"error":"access_denied"'*) echo role ;;
    *) echo "$code" ;;
  esac
}
