"""A server with FastMCP, as its documentation shows it: tokens of an authorization server elsewhere, whose keys it fetches."""

import json
import os
import urllib.request

from fastmcp import FastMCP
from fastmcp.server.auth import RemoteAuthProvider
from fastmcp.server.auth.providers.jwt import JWTVerifier
from pydantic import AnyHttpUrl

ISSUER = os.environ["ISSUER"]
URL = f"http://localhost:{os.environ['PORT']}"
with urllib.request.urlopen(f"{ISSUER}/.well-known/oauth-authorization-server") as response:
    METADATA = json.load(response)

server = FastMCP(
    "fastmcp",
    auth=RemoteAuthProvider(
        token_verifier=JWTVerifier(
            jwks_uri=METADATA["jwks_uri"],
            issuer=ISSUER,
            audience=f"{URL}/mcp",
            required_scopes=["mcp:read", "mcp:tools"],
        ),
        authorization_servers=[AnyHttpUrl(ISSUER)],
        base_url=URL,
    ),
)


@server.tool
def echo(message: str) -> str:
    """Returns the message."""
    return message


server.run(
    transport="http",
    host="127.0.0.1",
    port=int(os.environ["PORT"]),
    stateless_http=True,
    show_banner=False,
    log_level="warning",
)
