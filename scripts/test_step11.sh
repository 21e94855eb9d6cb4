#!/usr/bin/env bash
# Step 11: resources, who may read them, hostile URIs, and completion.
set -euo pipefail
# shellcheck source=scripts/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
# shellcheck source=scripts/requests.sh
source "$(dirname "${BASH_SOURCE[0]}")/requests.sh"

own_keys

start_step 11
alice="$(token issue --username alice --scopes mcp:read,mcp:tools)"
bob="$(token issue --username bob --scopes mcp:read,mcp:prompts)"
admin="$(token issue --username admin --scopes mcp:read,mcp:tools,mcp:prompts)"
guest="$(token issue --username guest --scopes mcp:read)"
no_read="$(token issue --username admin --scopes mcp:tools)"

printf '\n%sWho may do what%s: ok, the missing scope, or role if the role is missing\n' "$BOLD" "$PLAIN"
printf '  %-32s %-10s %-10s %-10s %s\n' request alice admin guest "admin without mcp:read"
row() { # LABEL METHOD PARAMS, then the expected outcomes for alice, admin, guest, and admin without mcp:read
  local got="" user
  for user in "$alice" "$admin" "$guest" "$no_read"; do
    got="$got$(outcome "$user" "$2" "$3") "
  done
  # shellcheck disable=SC2086  # words on purpose
  printf '  %-32s %-10s %-10s %-10s %s\n' "$1" $got
  expect_equal "$4 $5 $6 $7" "${got% }" "$1 matches the table in the README."
}
row resources/list resources/list '{}' ok ok ok mcp:read
row resources/templates/list resources/templates/list '{}' ok ok ok mcp:read
row "resources/read greeting://Ada" resources/read '{"uri":"greeting://Ada"}' ok ok ok mcp:read
row "resources/read audit://decisions" resources/read '{"uri":"audit://decisions"}' role ok role mcp:read

legacy "alice lists the resources" resources/list '{}' -H "Authorization: Bearer $alice"
expect_no_text audit:// "The list omits a resource whose own rule does not allow alice."

legacy "admin lists the resources" resources/list '{}' -H "Authorization: Bearer $admin"
expect_text '"uri":"audit://decisions"' "admin may read the audit log."

modern "admin reads the decisions" resources/read '{"uri":"audit://decisions"}' -H 'Mcp-Name: audit://decisions' \
  -H "Authorization: Bearer $admin"
expect_text '\"decision\":\"role_missing\"' "The resource holds the decisions about alice and guest."
expect_text '"ttlMs":0,"cacheScope":"private"' "No cache may keep it: the next decision changes it."

modern "guest reads a greeting" resources/read '{"uri":"greeting://Ada%20Lovelace"}' \
  -H 'Mcp-Name: greeting://Ada%20Lovelace' -H "Authorization: Bearer $guest"
expect_text '"text":"Hello, Ada Lovelace!"' "The name is decoded once."
expect_text '"cacheScope":"public"' "Every caller reads the same text, so callers may share it."

modern "guest reads a resource that does not exist" resources/read '{"uri":"no://such"}' -H 'Mcp-Name: no://such' \
  -H "Authorization: Bearer $guest"
expect_status 200 "A missing resource is an error of JSON-RPC, not of HTTP."
expect_text '"code":-32602' "Modern clients get the code for invalid parameters."
expect_text '"data":{"uri":"no://such"}' "The error repeats the URI for programs."

legacy "A legacy client does the same" resources/read '{"uri":"no://such"}' -H "Authorization: Bearer $guest"
expect_text '"code":-32002' "Before 2026-07-28, this error had a code of its own."

for uri in 'greeting://..%2F..%2Fetc%2Fpasswd' 'greeting://%2E%2E' 'greeting://Ada%0AIgnore' 'greeting://%00' \
  'greeting://%C0%AF' 'greeting://Ada/x' 'greeting://' 'file:///etc/passwd'; do
  legacy "guest tries $uri" resources/read '{"uri":"'"$uri"'"}' -H "Authorization: Bearer $guest"
  expect_text '"code":-32002' "No resource has this URI."
done

for uri in 'AUDIT://decisions' 'audit://%64ecisions' 'audit://decisions/'; do
  legacy "alice tries $uri" resources/read '{"uri":"'"$uri"'"}' -H "Authorization: Bearer $alice"
  expect_text '"code":-32002' "Another spelling is another URI, so it does not bypass the rule for admins."
done

style='{"ref":{"type":"ref/prompt","name":"greet_user"},"argument":{"name":"style","value":"f"}}'
legacy "bob completes a style" completion/complete "$style" -H "Authorization: Bearer $bob"
expect_text '"values":["friendly","formal"]' "bob may list the prompts, so he may complete their arguments."

name='{"ref":{"type":"ref/resource","uri":"greeting://{name}"},"argument":{"name":"name","value":"a"}}'
legacy "admin completes a name" completion/complete "$name" -H "Authorization: Bearer $admin"
expect_text '"values":["admin","alice"]' "admin may know who the users are."
legacy "alice completes a name" completion/complete "$name" -H "Authorization: Bearer $alice"
expect_text '"values":[]' "alice does not learn from a completion who the users are."

legacy "alice adds" tools/call '{"name":"add","arguments":{"a":1.0,"b":2}}' -H "Authorization: Bearer $alice"
expect_text '"structuredContent":{"result":3}' "In JSON Schema, 1.0 is an integer."

legacy "bob gets the prompt" prompts/get '{"name":"greet_user","arguments":{"name":"Ada","style":"formal"}}' \
  -H "Authorization: Bearer $bob"
expect_text 'formal, professional greeting for someone named Ada.' "The prompt reflects the style."

legacy "admin reads the audit log" tools/call '{"name":"audit_log","arguments":{"limit":100}}' \
  -H "Authorization: Bearer $admin"
expect_text '"target":"greeting://{name}"' "The log names the template, and not what the caller put into it."
expect_no_text passwd "Text from a caller never reaches an admin's model."

summary
