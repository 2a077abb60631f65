import { openEvents } from './api.js';
import { Problem } from './problem.js';

/** How long the connection may be silent before it counts as lost; the service sends something every 15 seconds. */
const SILENCE = 45_000;
/** How long to wait between looks when no stream is free. */
const LOOK = 3_000;
const SHORTEST_WAIT = 1_000;
const LONGEST_WAIT = 15_000;
const ENDED = ['done', 'failed', 'cancelled'];

/**
 * Follows a job until it ends. A lost connection is opened again after the last event. While other pages have all
 * streams, it looks from time to time instead.
 *
 * @param {string} id the job
 * @param {{onEvent: function, onConnection: function(boolean): void, after?: number, signal: AbortSignal}} options
 *     called with each event, and when the connection is lost or restored; where to start; ends it
 * @returns {Promise<number>} the last event's id, after the job has ended or on the signal
 * @throws {Problem} if trying again would not help
 */
export async function follow(id, { onEvent, onConnection, after = 0, signal }) {
  let last = after;
  let wait = SHORTEST_WAIT;
  let streaming = true;
  while (!signal.aborted) {
    try {
      let ended = false;
      const response = await openEvents(id, last, signal, streaming);
      onConnection(true);
      for await (const event of parse(chunks(response.body))) {
        last = event.id;
        wait = SHORTEST_WAIT;
        ended = event.type === 'state' && ENDED.includes(event.data.state);
        onEvent(event);
      }
      if (ended) {
        return last;
      }
      if (!streaming) {
        streaming = true; // one may be free then
        await pause(LOOK, signal);
        continue;
      }
    } catch (failure) {
      if (signal.aborted) {
        return last;
      }
      if (failure instanceof Problem && failure.code === 'too_many_streams') {
        streaming = false;
        continue;
      }
      if (failure instanceof Problem && failure.status >= 400 && failure.status < 500 && failure.status !== 429) {
        throw failure;
      }
    }
    onConnection(false);
    await pause(wait, signal);
    wait = Math.min(wait * 2, LONGEST_WAIT);
  }
  return last;
}

async function* chunks(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let watch = 0;
  try {
    for (;;) {
      watch = setTimeout(() => reader.cancel(), SILENCE);
      const { done, value } = await reader.read();
      clearTimeout(watch);
      if (done) {
        return;
      }
      yield value;
    }
  } finally {
    clearTimeout(watch);
    reader.cancel().catch(() => {});
  }
}

/** Reads Server-Sent Events; one that is cut off at the end is dropped. */
export async function* parse(texts) {
  let rest = '';
  let event = { id: 0, type: 'message', lines: [] };
  for await (const piece of texts) {
    const lines = (rest + piece).split('\n');
    rest = lines.pop();
    for (const line of lines.map((whole) => whole.replace(/\r$/, ''))) {
      if (line === '') {
        if (event.lines.length > 0) {
          yield { id: event.id, type: event.type, data: JSON.parse(event.lines.join('\n')) };
        }
        event = { id: event.id, type: 'message', lines: [] };
        continue;
      }
      const [, name, value] = /^([^:]*):? ?(.*)$/s.exec(line);
      if (name === 'id') {
        event.id = Number(value);
      } else if (name === 'event') {
        event.type = value;
      } else if (name === 'data') {
        event.lines.push(value);
      }
    }
  }
}

function pause(milliseconds, signal) {
  return new Promise((resolve) => {
    const over = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', over);
      resolve();
    };
    const timer = setTimeout(over, milliseconds);
    signal.addEventListener('abort', over);
  });
}
