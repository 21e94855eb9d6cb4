// Server-sent events (HTML Living Standard). EventSource cannot be used: it sends neither POST nor a token.

import { Failure, pieces } from './http.js';

const MAX_STREAM = 64 * 1024 * 1024; // bytes
const MAX_EVENT = 4 * 1024 * 1024; // characters

/** The data of each event. */
export async function* events(response) {
  const decoder = new TextDecoder();
  let rest = '';
  let data = [];
  for await (const piece of pieces(response, MAX_STREAM)) {
    rest += decoder.decode(piece, { stream: true });
    // A line ends with CRLF, LF or CR. After a CR at the end of a piece, an LF may follow.
    for (let end; (end = /\r\n|\n|\r(?=[^])/.exec(rest)) !== null; ) {
      const line = rest.slice(0, end.index);
      rest = rest.slice(end.index + end[0].length);
      if (line === '') {
        if (data.length > 0) yield data.join('\n');
        data = [];
      } else if (/^data(:|$)/.test(line)) {
        data.push(line.slice(5).replace(/^ /, ''));
      }
    }
    if (rest.length + data.reduce((sum, line) => sum + line.length, 0) > MAX_EVENT) {
      throw new Failure(`An event is longer than ${MAX_EVENT} characters.`);
    }
  }
}
