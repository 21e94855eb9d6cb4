"""FastMCP without sessions, with its JWT verifier and a local public key."""

import os
from pathlib import Path

from fastmcp import FastMCP
from fastmcp.server.auth.providers.jwt import JWTVerifier
from fastmcp.tools import ToolResult

OUTPUT_SCHEMA = {
    "type": "object",
    "properties": {"text": {"type": "string"}},
    "required": ["text"],
}

server = FastMCP(
    "bench-fastmcp",
    auth=JWTVerifier(
        public_key=Path(os.environ["BENCH_PUBLIC_KEY"]).read_text(),
        issuer=os.environ["BENCH_ISSUER"],
        audience=os.environ["BENCH_AUDIENCE"],
        algorithm="RS256",
        required_scopes=["mcp:tools"],
    ),
)


@server.tool(output_schema=OUTPUT_SCHEMA)
def echo(message: str) -> ToolResult:
    """Returns the message."""
    return ToolResult(content=message, structured_content={"text": message})


server.run(
    transport="http",
    host="127.0.0.1",
    port=int(os.environ["BENCH_PORT"]),
    stateless_http=True,
    json_response=True,
    show_banner=False,
    log_level="warning",
)
