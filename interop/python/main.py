"""A client for Python connects to steps 8, 11 and 12, with a token and by signing in. The argument is its name: mcp or fastmcp.

Reads its settings from standard input, and prints each result as a line of JSON.
"""

import base64
import json
import logging
import sys
import time
import warnings

import anyio
from clients import GENERATION, KINDS, MODES, NAME, STYLE, User, httpx

TOOLS = {
    "step 8": ["audit_log", "echo", "get_time"],
    "step 11": ["add", "audit_log", "echo", "extension", "get_time", "greet", "reverse", "whoami"],
}
PROMPTS = {"step 8": ["greeting", "help"], "step 11": ["greet_user", "greeting", "help"]}
LONGEST = 60


def equal(actual, expected):
    if actual != expected:
        raise AssertionError(f"expected {expected!r}, got {actual!r}")


def contains(text, part):
    if part not in text:
        raise AssertionError(f"{part!r} is not in {text!r}")


def causes(error):
    """The errors in a group of errors, which task groups raise."""
    if isinstance(error, BaseExceptionGroup):
        return [cause for one in error.exceptions for cause in causes(one)]
    return [error]


def kind_of(error):
    """The status or the code of an error."""
    if isinstance(error, httpx.HTTPStatusError):
        return f"HTTP {error.response.status_code}"
    return getattr(getattr(error, "error", error), "code", repr(error))


async def raises(kind, awaitable):
    try:
        result = await awaitable
    except Exception as error:
        equal([kind_of(cause) for cause in causes(error)], [kind])
    else:
        raise AssertionError(f"must fail with {kind}, not return {result!r}")


def claims(tokens):
    payload = tokens.access_token.split(".")[1]
    return json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))


class Report:
    """Prints the results of the checks of one client."""

    def __init__(self, client, step):
        self.client = client
        self.step = step
        self.running = None  # the name of the check that is running

    def result(self, name, error=None):
        line = {"client": self.client.name, "step": self.step, "check": name}
        if error is not None:
            line["error"] = "; ".join(f"{type(cause).__name__}: {cause}" for cause in causes(error))
        print(json.dumps(line), flush=True)

    async def check(self, name, body):
        """Runs a check, which passes unless it raises or takes too long."""
        self.running = name
        try:
            with anyio.fail_after(LONGEST):
                await body()
        except Exception as error:
            self.result(name, error)
        else:
            self.result(name)
        self.running = "disconnects"

    async def connection(self, name, connection, body):
        """Runs checks with a session. The first one has this name, and has failed if the client cannot connect.

        If the connection breaks, the check that is running is cancelled, and has failed.
        """
        self.running = name
        try:
            async with connection as session:
                await body(session)
        except Exception as error:
            self.result(self.running, error)


async def lists(session, step):
    equal(await session.tools(), TOOLS[step])
    equal(await session.prompts(), PROMPTS[step])


async def calls(session):
    text, _ = await session.call("echo", {"message": "Grüße, 世界"})
    contains(text, "Grüße, 世界")
    _, structured = await session.call("get_time", {"timezone": "Europe/Vienna"})
    equal(structured["timezone"], "Europe/Vienna")


async def gets(session):
    contains(await session.prompt("greeting", {"name": "Ada"}), "Ada")
    contains(await session.prompt("help"), "tool")


async def reports_progress(session):
    reported = []

    async def progress(*step):
        reported.append(step)

    text, _ = await session.call("reverse", {"text": "stressed"}, progress)
    equal(text, "desserts")
    equal(reported, [(step, 10, f"{step} of 10") for step in range(1, 11)])


async def reads(session):
    equal(await session.resources(), ["audit://decisions"])
    equal(await session.templates(), ["greeting://{name}"])
    equal(await session.read("greeting://Ada"), "Hello, Ada!")
    contains(await session.read("audit://decisions"), '"resources/read"')


async def completes(session):
    equal(await session.complete(STYLE, "style", "f"), ["friendly", "formal"])
    equal(await session.complete(NAME, "name", "b"), ["bob"])


async def with_token(client, settings):
    """What the client does with a token that its user has given it."""
    for step in TOOLS:
        server = settings[step.replace(" ", "")]
        report = Report(client, step)

        async def everything(session):
            expected = "2025-11-25" if client.mode == "legacy" else "2026-07-28"

            async def version():
                equal(session.protocol_version, expected)

            await report.check("connects", version)
            await report.check("lists", lambda: lists(session, step))
            await report.check("calls", lambda: calls(session))
            await report.check("gets", lambda: gets(session))
            await report.check(
                "gets an error for an unknown tool", lambda: raises(-32602, session.call("nothing", {}))
            )
            if step == "step 11":
                missing = -32002 if client.mode == "legacy" else -32602
                await report.check("reports progress", lambda: reports_progress(session))
                await report.check("reads resources", lambda: reads(session))
                await report.check(
                    "gets an error for a missing resource",
                    lambda: raises(missing, session.read("greeting://a%2Fb")),
                )
                await report.check("completes arguments", lambda: completes(session))

        await report.connection("connects", client.connect(server["url"], server["admin"]), everything)


async def cancels(session):
    with anyio.CancelScope() as scope:

        async def progress(*step):
            scope.cancel()

        await session.call("reverse", {"text": "stressed"}, progress)
    if not scope.cancelled_caught:
        raise AssertionError("the call was not cancelled")
    text, _ = await session.call("greet", {})  # the connection still works
    contains(text, "Hello, admin")


async def hears(session, other, user):
    async with session.listening(user):
        await other.tools()
        with anyio.fail_after(10):
            await user.changed.wait()


async def answers(session, user, answer, shared):
    user.answer = answer
    user.questions.clear()
    _, structured = await session.call("share_audit_log", {"with": "bob", "limit": 2})
    equal(structured, {"shared": shared})
    equal(len(user.questions), 1)
    contains(user.questions[0], "2 decisions of the audit log with bob")


async def with_user(client, server):
    """What the client does when the server has something to say, or to ask."""
    report = Report(client, "step 12")
    user = User()

    async def everything(session):
        await report.check("cancels a call", lambda: cancels(session))
        # FastMCP has no method for subscriptions/listen.
        if client.mode == "legacy" or isinstance(client, KINDS["mcp"]):

            async def listens():
                async with client.connect(server["url"], server["alice"]) as other:
                    await hears(session, other, user)

            await report.check("hears of a change", listens)
        await report.check("asks its user, who agrees", lambda: answers(session, user, "accept", 2))
        await report.check("asks its user, who declines", lambda: answers(session, user, "decline", 0))

    await report.connection("connects", client.connect(server["url"], server["admin"], user=user), everything)


async def is_rejected(client, server):
    """What the client does with a token that is not enough."""
    report = Report(client, "step 8")

    async def rejected(status, token, use):
        async def connect_and_use():
            async with client.connect(server["url"], token) as session:
                return await use(session)

        # The errors of generation 2 do not hold the status.
        await raises(-32603 if GENERATION == 2 else f"HTTP {status}", connect_and_use())
        equal(client.statuses[-1], status)

    await report.check("is rejected without a token", lambda: rejected(401, None, calls))
    await report.check("is rejected with an expired token", lambda: rejected(401, server["expired"], calls))

    async def calls_and_gets(session):
        await calls(session)
        await gets(session)

    await report.check(
        "is rejected without the scope for prompts", lambda: rejected(403, server["alice"], calls_and_gets)
    )


async def signs_in(client, settings, step, how, metadata_url):
    """The user signs in, the client steps up to another scope, and refreshes its token."""
    url = settings[step.replace(" ", "")]["url"]
    report = Report(client, step)
    provider = client.provider(settings, url, metadata_url)
    # Generation 1 asks only for the scope that is missing, and loses the others.
    after_step_up = ["mcp:read", "mcp:tools"] if GENERATION == 2 else ["mcp:tools"]

    def has_scopes(*scopes):
        equal(sorted(claims(provider.context.current_tokens)["scope"].split()), sorted(scopes))

    async def everything(session):
        async def signed_in():
            await session.tools()
            has_scopes("mcp:read")
            equal(claims(provider.context.current_tokens)["client_id"], provider.context.client_info.client_id)
            if metadata_url:
                equal(provider.context.client_info.client_id, metadata_url)

        async def steps_up():
            await calls(session)
            has_scopes(*after_step_up)

        async def refreshes():
            before = provider.context.current_tokens
            provider.context.token_expiry_time = time.time() - 1  # the client's clock says that the token has expired
            await calls(session)
            after = provider.context.current_tokens
            if before.refresh_token == after.refresh_token:
                raise AssertionError("the client has no new refresh token")
            has_scopes(*after_step_up)

        async def signs_in_again():
            provider.context.current_tokens.access_token = "garbage"
            await session.prompts()
            has_scopes("mcp:read")  # the scope of the challenge; a refreshed token would have the others

        await report.check(f"signs in {how}", signed_in)
        await report.check(f"steps up to another scope, {how}", steps_up)
        await report.check(f"refreshes its token, {how}", refreshes)
        if step == "step 11":
            await report.check("reports progress after signing in", lambda: reports_progress(session))
        await report.check(f"signs in again when its token is rejected, {how}", signs_in_again)

    await report.connection(f"signs in {how}", client.connect(url, auth=provider), everything)


async def main():
    settings = json.load(sys.stdin)
    for mode in MODES:
        client = KINDS[sys.argv[1]](mode)
        await with_token(client, settings)
        await with_user(client, settings["step12"])
        await is_rejected(client, settings["step8"])
        await signs_in(client, settings, "step 8", "after registering", None)
        await signs_in(client, settings, "step 8", "with its metadata document", settings["metadata_url"])
        await signs_in(client, settings, "step 11", "after registering", None)


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    logging.disable(logging.ERROR)  # the clients log each rejection with its stack trace
    anyio.run(main)
