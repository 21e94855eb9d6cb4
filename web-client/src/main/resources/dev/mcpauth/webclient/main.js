// The page: signs in, lists the tools of the MCP server, and calls them. The token is in the variable `account` and nowhere
// else: when the page is closed or loaded again, it is gone.

import { fieldsOf } from './form.js';
import { brief, Failure, sendForJson } from './http.js';
import { comeBack, leave, takePending } from './sign-in.js';
import { Rejected, Transport } from './transport.js';
import { button, definitions, element, progressBar, textOf, visible } from './view.js';

const MAX_SIGN_INS = 2; // for one call
const MAX_TOOLS = 200;

const [accountView, toolsView, messageView, stepsView] = ['account', 'tools', 'message', 'steps'].map(id =>
  document.getElementById(id)
);

let settings;
let account; // the credentials, with the token

/** Records a step of the sign-in, and shows it. */
function log(line) {
  log.lines.push(line);
  stepsView.hidden = false;
  stepsView.querySelector('ol').append(element('li', {}, line));
}
log.lines = [];

function say(text) {
  messageView.textContent = visible(text);
  messageView.hidden = text === '';
}

/** Shows what went wrong. An error that is not a Failure is a bug of this page. */
function report(error) {
  say(error instanceof Failure ? error.message : `This page failed: ${error}`);
}

/** The handler of a button: the button is disabled until the work is done, and an error is shown. */
const whileDisabled = work => async event => {
  const pressed = event.currentTarget;
  pressed.disabled = true;
  say('');
  try {
    await work();
  } catch (error) {
    report(error);
  } finally {
    pressed.disabled = false;
  }
};

function showAccount() {
  if (!account) {
    const start = button('Sign in', whileDisabled(signIn));
    start.className = 'primary';
    accountView.replaceChildren(
      definitions({ Server: settings.server }),
      element('p', {}, 'You sign in with the authorization server. This page keeps its token until you close it.'),
      start
    );
    return;
  }
  const { issuer, granted, expiry } = account;
  accountView.replaceChildren(
    definitions({
      Server: settings.server,
      'Signed in with': issuer,
      Scopes: granted.join(' ') || 'none named',
      'Token expires': expiry ? expiry.toLocaleTimeString() : 'unknown'
    }),
    button('Forget the token', () => location.replace('/'))
  );
}

/** A request without a token: its challenge says where to sign in. */
async function signIn() {
  log.lines.length = 0;
  stepsView.querySelector('ol').replaceChildren();
  try {
    showTools(await new Transport(settings.server).listTools());
    log('The server answers without a token, so no sign-in is necessary.');
  } catch (error) {
    if (!(error instanceof Rejected)) throw error;
    log(`Asked for the tools without a token: ${error.status}, with a challenge.`);
    await leave({ settings, challenge: error.challenge, log });
  }
}

function showTools(tools) {
  const cards = tools.filter(isUsable).slice(0, MAX_TOOLS).map(toolCard);
  const hidden = tools.length - cards.length;
  const others = hidden > 0 ? `, and ${hidden} that this page cannot call` : '';
  const title = `${cards.length} ${cards.length === 1 ? 'tool' : 'tools'}`;
  toolsView.replaceChildren(element('h2', {}, title + others), ...cards.map(card => card.view));
  return cards;
}

/**
 * Some tools want an argument repeated in a header (x-mcp-header). A page would need the server's permission for each such
 * header (CORS), so this page leaves these tools out.
 */
const isUsable = tool => typeof tool?.name === 'string' && !JSON.stringify(tool.inputSchema ?? {}).includes('"x-mcp-header":');

/** A tool with a form for its arguments. */
function toolCard(tool) {
  const fields = fieldsOf(tool.inputSchema);
  const bar = progressBar();
  const output = element('pre', { className: 'output', hidden: true });
  const question = element('div', { className: 'question', hidden: true });
  const submit = element('button', {}, 'Call');
  const cancel = element('button', { type: 'button', hidden: true }, 'Cancel');
  const form = element('form', {}, ...fields.elements, element('p', { className: 'buttons' }, submit, cancel), bar.view);
  const view = element(
    'details',
    { className: 'tool', open: false },
    element('summary', {}, element('code', {}, tool.name), ' ', tool.title ?? ''),
    element('p', {}, tool.description ?? ''),
    form,
    question,
    output
  );

  /** @param signIns how often the user has signed in for this call */
  async function call(signIns) {
    say('');
    const args = fields.read();
    const controller = new AbortController();
    cancel.onclick = () => controller.abort();
    submit.disabled = true;
    cancel.hidden = false;
    question.hidden = output.hidden = true;
    bar.view.hidden = false;
    try {
      const transport = new Transport(settings.server, account?.token);
      const result = await transport.callTool(tool.name, args, bar.update, controller.signal);
      output.textContent = visible(textOf(result));
      output.classList.toggle('error', result.isError === true);
      output.hidden = false;
    } catch (error) {
      if (error instanceof Rejected) rejected(error, args, signIns);
      else if (controller.signal.aborted) say('You have cancelled the call. It may have run.');
      else report(error);
    } finally {
      submit.disabled = false;
      cancel.hidden = bar.view.hidden = true;
      bar.reset();
    }
  }

  /** Decides what a rejection means: sign in, step up to more scopes, or give up. */
  function rejected({ status, challenge, reason }, args, signIns) {
    const missing = challenge.error === 'insufficient_scope' && challenge.scopes.length > 0;
    if (status === 403 && !missing) return say(`You may not do this: ${reason}`);
    const asked = account?.scopes ?? [];
    const inVain = missing && challenge.scopes.every(scope => asked.includes(scope));
    if (signIns >= MAX_SIGN_INS || (signIns > 0 && (status === 401 || inVain))) {
      return say(`You have just signed in for this, and the server still rejects the call: ${reason}`);
    }
    const wanted = brief(challenge.scopes.join(' '));
    const words = missing
      ? `This call needs another scope: ${wanted}. Sign in again, and ask for it beside ${asked.join(' ') || 'none'}?`
      : `The server does not accept the token: ${reason}. Sign in again?`;
    const retry = { tool: tool.name, args, signIns: signIns + 1 };
    const signInAgain = whileDisabled(() => {
      log(`Called ${brief(tool.name)}: ${status}, ${missing ? `because it needs ${wanted}` : reason}.`);
      return leave({ settings, challenge, before: account, retry, log });
    });
    question.replaceChildren(
      element('p', {}, words),
      button('Sign in again', signInAgain),
      button('Not now', () => (question.hidden = true))
    );
    question.hidden = false;
  }

  form.onsubmit = event => {
    event.preventDefault();
    call(0);
  };
  return { view, tool, fields, call };
}

/** After the redirect: exchanges the code, and goes on with what the user wanted to do. */
async function resume(parameters) {
  const pending = takePending();
  pending?.log.forEach(log);
  account = await comeBack(parameters, pending, log);
  showAccount();
  const cards = showTools(await new Transport(settings.server, account.token).listTools());
  const again = pending.retry && cards.find(card => card.tool.name === pending.retry.tool);
  if (again) {
    again.view.open = true;
    again.fields.write(pending.retry.args);
    again.view.scrollIntoView();
    await again.call(pending.retry.signIns);
  }
}

async function start() {
  const { pathname, search } = location;
  history.replaceState(null, '', '/'); // the code must not stay in the history
  settings = (await sendForJson('/settings.json')).json;
  showAccount();
  if (pathname === '/callback') await resume(new URLSearchParams(search));
}

start().catch(error => (error instanceof Rejected ? say(`The server rejects the new token: ${error.reason}`) : report(error)));
