#!/usr/bin/env bash
# Step 4: do the tools run, and the prompts, and what happens with arguments that do not fit?
set -euo pipefail
# shellcheck source=scripts/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
# shellcheck source=scripts/mcp.sh
source "$(dirname "${BASH_SOURCE[0]}")/mcp.sh"

start_step 4

modern "echo" tools/call '{"name":"echo","arguments":{"message":"hi","repeat_count":2}}' -H 'Mcp-Name: echo'
expect_status 200 "The tool has run."
expect_text '"content":[{"type":"text","text":"hihi"}]' "The text is for the model."
expect_text '"structuredContent":{"text":"hihi"}' "The same, in the shape of the output schema, is for programs."
expect_text '"isError":false' "It went well."

legacy "echo, for legacy clients" tools/call '{"name":"echo","arguments":{"message":"hi"}}'
expect_text '"text":"hi"' "repeat_count is 1 unless asked."

legacy "get_time" tools/call '{"name":"get_time","arguments":{"timezone":"Europe/Paris"}}'
expect_text '"timezone":"Europe/Paris"' "The time comes with its zone."

legacy "A time zone that does not exist" tools/call '{"name":"get_time","arguments":{"timezone":"Mars/Phobos"}}'
expect_status 200 "This is no fault of the protocol: the tool has run, and has something to say."
expect_text '"isError":true' "So it is a result that says it is an error."
expect_text 'Mars/Phobos' "It quotes the name, so that the model can do better."

legacy "Arguments that break the schema" tools/call '{"name":"echo","arguments":{"message":"","repeat_count":11,"x":1}}'
expect_text '"isError":true' "The model can put this right, so it is a result as well."
expect_text '\"message\"' "Each bad argument is named: message,"
expect_text '\"repeat_count\"' "repeat_count,"
expect_text '\"x\"' "and x, which the tool does not have."

legacy "A tool that does not exist" tools/call '{"name":"rm_rf"}'
expect_text '"code":-32602' "That is no result: there is no tool that could have one."

modern "A header that names another tool" tools/call '{"name":"echo","arguments":{"message":"hi"}}' -H 'Mcp-Name: get_time'
expect_status 400 "A proxy may let get_time pass because of the header; then get_time must be what runs."
expect_text '"code":-32020' "So a header that does not say what the body says is refused."

modern "A prompt" prompts/get '{"name":"greeting","arguments":{"name":"Alice","style":"formal"}}' -H 'Mcp-Name: greeting'
expect_text '"messages":[{"role":"user"' "A prompt is messages for the model."
expect_text 'formal' "They reflect the style."
expect_text 'Alice' "They contain the name."

legacy "A prompt without its required argument" prompts/get '{"name":"greeting"}'
expect_text '"code":-32602' "A person fills prompts in, so a client can ask them again."
expect_text '\"name\"' "The error says which argument it misses."

legacy "A style that does not exist" prompts/get '{"name":"greeting","arguments":{"name":"Alice","style":"rude"}}'
expect_text 'friendly, formal or casual' "The error says what would work."

summary
