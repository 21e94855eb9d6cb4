// What the user sees. Text from a server becomes text, never HTML: there is no innerHTML here, and the content security policy
// of the page would not allow it.

const MAX_TEXT = 20_000; // characters

/** Text without characters that hide others or change their direction. */
export function visible(text) {
  const whole = String(text);
  const shown = whole.length > MAX_TEXT ? `${whole.slice(0, MAX_TEXT)} …` : whole;
  return shown.replace(/[^\P{C}\n\t]|[\p{Zl}\p{Zp}]/gu, '\uFFFD');
}

/** Creates an element. Children are elements, or text. */
export function element(tag, properties = {}, ...children) {
  const created = Object.assign(document.createElement(tag), properties);
  created.append(...children.map(child => (child instanceof Node ? child : visible(child))));
  return created;
}

export const button = (label, onclick) => element('button', { type: 'button', onclick }, label);

/** Terms and their definitions. */
export const definitions = entries =>
  element('dl', {}, ...Object.entries(entries).flatMap(([term, text]) => [element('dt', {}, term), element('dd', {}, text)]));

/** The content of a tool result, as text. Images and other data are only named. */
export function textOf(result) {
  const blocks = Array.isArray(result.content) ? result.content : [];
  if (blocks.length === 0) return JSON.stringify(result.structuredContent ?? {}, null, 2);
  return blocks.map(block => (typeof block?.text === 'string' ? block.text : `[${block?.type ?? 'unknown content'}]`)).join('\n');
}

/** Shows how far a call is. Without a total, the bar only shows that something happens. */
export function progressBar() {
  const share = element('progress');
  const label = element('span');
  return {
    view: element('p', { className: 'progress', hidden: true }, share, label),
    update({ progress, total, message }) {
      if (Number.isFinite(progress) && total > 0) {
        share.max = total;
        share.value = progress;
      }
      label.textContent = visible(message ?? (total > 0 ? `${progress} of ${total}` : progress));
    },
    reset() {
      share.removeAttribute('value');
      label.textContent = '';
    }
  };
}
