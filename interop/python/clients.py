"""The clients for Python of both generations, behind one interface: the official SDK's and FastMCP's."""

import json
import sys
import threading
import urllib.error
import urllib.request
import webbrowser
from contextlib import asynccontextmanager
from functools import partial
from importlib.metadata import version

import anyio
import fastmcp
import mcp
from fastmcp.client.auth import OAuth
from fastmcp.client.elicitation import ElicitResult as FastElicitResult
from fastmcp.client.transports import StreamableHttpTransport
from key_value.aio.stores.memory import MemoryStore
from mcp.client.auth import OAuthClientProvider
from mcp.client.streamable_http import streamable_http_client
from mcp.shared.auth import OAuthClientMetadata

GENERATION = 2 if hasattr(mcp, "Client") else 1

if GENERATION == 2:
    import httpx2 as httpx
    from mcp.shared.auth import AuthorizationCodeResult
    from mcp_types import ElicitResult, PromptReference, ResourceTemplateReference, ResourceUpdatedNotification

    MODES = ["2026-07-28", "legacy", "auto"]
else:
    import httpx
    from mcp.types import ElicitResult, PromptReference, ResourceTemplateReference, ResourceUpdatedNotification

    MODES = ["legacy"]

TIMEOUT = 60.0
DECISIONS = "audit://decisions"


def ask_user(user_url, url):
    """Lets the user sign in at a URL. Returns the parameters of the redirect."""
    request = urllib.request.Request(user_url, json.dumps({"url": url}).encode())
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT) as response:
            return json.load(response)
    except urllib.error.HTTPError as error:
        raise RuntimeError(f"the user could not sign in: {error.read().decode()}") from error


class User:
    """Answers the questions of a server, and hears which resources have changed."""

    def __init__(self, answer="accept"):
        self.answer = answer
        self.questions = []
        self.changed = anyio.Event()

    def asked(self, message):
        self.questions.append(message)
        accepted = self.answer == "accept"
        return ElicitResult(action=self.answer, content={"share": True} if accepted else None)

    async def form(self, context, params):
        return self.asked(params.message)

    async def fast_form(self, message, response_type, params, context):
        answer = self.asked(message)
        return FastElicitResult(action=answer.action, content=answer.content)  # generation 1 takes no other class

    async def hear(self, message):
        message = getattr(message, "root", message)  # generation 1 wraps notifications
        if isinstance(message, ResourceUpdatedNotification) and str(message.params.uri) == DECISIONS:
            self.changed.set()


class Memory:
    """Stores the registration and the tokens of one client of the official SDK."""

    tokens = None
    client = None

    async def get_tokens(self):
        return self.tokens

    async def set_tokens(self, tokens):
        self.tokens = tokens

    async def get_client_info(self):
        return self.client

    async def set_client_info(self, client):
        self.client = client


def recording(statuses, **options):
    """An HTTP client that records the status of each response: the errors of these clients do not hold it."""

    async def record(response):
        statuses.append(response.status_code)

    return httpx.AsyncClient(event_hooks={"response": [record]}, **options)


def wire(model):
    """A result as it was sent: the two generations have different names in Python."""
    return model.model_dump(by_alias=True)


class OfficialSession:
    def __init__(self, client, protocol_version):
        self.client = client
        self.protocol_version = protocol_version

    async def tools(self):
        return sorted(tool.name for tool in (await self.client.list_tools()).tools)

    async def prompts(self):
        return sorted(prompt.name for prompt in (await self.client.list_prompts()).prompts)

    async def call(self, name, arguments, progress=None):
        result = wire(await self.client.call_tool(name, arguments, progress_callback=progress))
        return result["content"][0]["text"], result["structuredContent"]

    async def prompt(self, name, arguments=None):
        return (await self.client.get_prompt(name, arguments)).messages[0].content.text

    async def resources(self):
        return [str(resource.uri) for resource in (await self.client.list_resources()).resources]

    async def templates(self):
        result = wire(await self.client.list_resource_templates())
        return [template["uriTemplate"] for template in result["resourceTemplates"]]

    async def read(self, uri):
        return (await self.client.read_resource(uri)).contents[0].text

    async def complete(self, reference, name, value):
        return (await self.client.complete(reference, {"name": name, "value": value})).completion.values

    @asynccontextmanager
    async def listening(self, user):
        """Tells the user of changes of the decisions."""
        if self.protocol_version == "2026-07-28":
            async with self.client.listen(resource_subscriptions=[DECISIONS]) as events, anyio.create_task_group() as tasks:

                async def hear():
                    async for event in events:
                        if getattr(event, "uri", None) == DECISIONS:
                            user.changed.set()

                tasks.start_soon(hear)
                yield
                tasks.cancel_scope.cancel()
        else:
            await self.client.subscribe_resource(DECISIONS)
            yield
            await self.client.unsubscribe_resource(DECISIONS)


class Official:
    """The client of the official SDK."""

    def __init__(self, mode):
        self.mode = mode
        self.statuses = []
        self.name = f"mcp {version('mcp')}, {mode}"

    @asynccontextmanager
    async def connect(self, url, token=None, auth=None, user=None):
        self.statuses = []
        asking = {"elicitation_callback": user.form, "message_handler": user.hear} if user else {}
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        async with recording(self.statuses, headers=headers, auth=auth, timeout=TIMEOUT) as http:
            transport = streamable_http_client(url, http_client=http)
            if GENERATION == 2:
                async with mcp.Client(transport, mode=self.mode, **asking) as client:
                    yield OfficialSession(client, client.protocol_version)
            else:
                async with transport as (read, write, _), mcp.ClientSession(read, write, **asking) as client:
                    yield OfficialSession(client, (await client.initialize()).protocolVersion)

    def provider(self, settings, url, metadata_url):
        """Signs in when a server asks for a token, and keeps the tokens."""
        answer = {}

        async def open_browser(authorization_url):
            answer.update(await anyio.to_thread.run_sync(ask_user, settings["user"], authorization_url))

        async def wait_for_redirect():
            if GENERATION == 1:
                return answer["code"], answer["state"]
            return AuthorizationCodeResult(code=answer["code"], state=answer["state"], iss=answer["iss"])

        return OAuthClientProvider(
            url,
            OAuthClientMetadata(
                client_name="Interop client",
                redirect_uris=[settings["callback"]],
                grant_types=["authorization_code", "refresh_token"],
                token_endpoint_auth_method="none",
            ),
            Memory(),
            open_browser,
            wait_for_redirect,
            client_metadata_url=metadata_url,
        )


class FastSession:
    def __init__(self, client, protocol_version):
        self.client = client
        self.protocol_version = protocol_version

    async def tools(self):
        return sorted(tool.name for tool in await self.client.list_tools())

    async def prompts(self):
        return sorted(prompt.name for prompt in await self.client.list_prompts())

    async def call(self, name, arguments, progress=None):
        result = await self.client.call_tool(name, arguments, progress_handler=progress)
        return result.content[0].text, result.structured_content

    async def prompt(self, name, arguments=None):
        return (await self.client.get_prompt(name, arguments)).messages[0].content.text

    async def resources(self):
        return [str(resource.uri) for resource in await self.client.list_resources()]

    async def templates(self):
        return [wire(template)["uriTemplate"] for template in await self.client.list_resource_templates()]

    async def read(self, uri):
        return (await self.client.read_resource(uri))[0].text

    async def complete(self, reference, name, value):
        return (await self.client.complete(reference, {"name": name, "value": value})).values

    @asynccontextmanager
    async def listening(self, user):
        """Tells the user of changes of the decisions. FastMCP itself has no method for that, but the SDK below it has."""
        await self.client.session.subscribe_resource(DECISIONS)
        yield
        await self.client.session.unsubscribe_resource(DECISIONS)


class Fast:
    """The client of FastMCP, which opens the browser and waits for the redirect itself."""

    def __init__(self, mode):
        self.mode = mode
        self.statuses = []
        self.name = f"fastmcp {version('fastmcp')}, {mode}"

    @asynccontextmanager
    async def connect(self, url, token=None, auth=None, user=None):
        self.statuses = []
        asking = {"elicitation_handler": user.fast_form, "message_handler": user.hear} if user else {}
        transport = StreamableHttpTransport(
            url, auth=token or auth, httpx_client_factory=partial(recording, self.statuses)
        )
        if GENERATION == 2:
            async with fastmcp.Client(transport, mode=self.mode, timeout=TIMEOUT, **asking) as client:
                yield FastSession(client, client.protocol_version)
        else:
            async with fastmcp.Client(transport, timeout=TIMEOUT, **asking) as client:
                yield FastSession(client, client.initialize_result.protocolVersion)

    def provider(self, settings, url, metadata_url):
        webbrowser.register("interop", None, Browser(settings["user"]), preferred=True)
        return OAuth(
            url,
            client_name="Interop client",
            token_storage=MemoryStore(),
            callback_timeout=TIMEOUT,
            client_metadata_url=metadata_url,
        )


class Browser(webbrowser.BaseBrowser):
    def __init__(self, user_url):
        super().__init__()
        self.user_url = user_url

    def open(self, url, new=0, autoraise=True):
        threading.Thread(target=self.sign_in, args=[url], daemon=True).start()
        return True

    def sign_in(self, url):
        try:
            ask_user(self.user_url, url)
        except Exception as error:  # the client waits for the redirect until its time is over
            print(error, file=sys.stderr)


KINDS = {"mcp": Official, "fastmcp": Fast}
STYLE = PromptReference(type="ref/prompt", name="greet_user")
NAME = ResourceTemplateReference(type="ref/resource", uri="greeting://{name}")
