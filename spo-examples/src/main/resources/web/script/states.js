import { element } from './dom.js';
import { Problem } from './problem.js';
import { has, text } from './text.js';

/** One sentence on what went wrong, in the page's language where the service's code is known. */
export function explain(problem) {
  if (!(problem instanceof Problem)) {
    console.error(problem);
    return text('problem.page');
  }
  return has(`problem.${problem.code}`) ? text(`problem.${problem.code}`) : problem.detail || text('problem.page');
}

/**
 * Shows that something failed.
 *
 * @param {Error} problem what was thrown
 * @param {?function(): void} again tries again, if that can help
 * @param {Array<{message: string}>} errors the problem's errors that are not shown elsewhere
 */
export function failure(problem, again = null, errors = problem.errors ?? []) {
  const sentence = explain(problem);
  const details = [problem.detail, ...errors.map(({ message }) => message)].filter(
    (detail, index, all) => detail && detail !== sentence && all.indexOf(detail) === index,
  );
  return element(
    'div',
    { class: 'failure', role: 'alert' },
    element('p', { class: 'sentence' }, sentence),
    details.map((detail) => element('p', { class: 'detail', lang: 'en' }, detail)),
    again && element('button', { type: 'button', on: { click: again } }, text('again')),
  );
}

/** Shows that there is nothing yet. */
export function empty(title, explanation, ...actions) {
  return element(
    'div',
    { class: 'empty' },
    element('h2', {}, title),
    element('p', {}, explanation),
    actions.length > 0 && element('div', { class: 'actions' }, actions),
  );
}

/** Says that a job waits, and where in the queue. */
export function waiting({ queuePlace }) {
  return element(
    'p',
    { class: 'notice-line' },
    queuePlace === null ? text('queued') : text('queued.place', { place: queuePlace }),
  );
}

/** A job's state as a word with a mark. */
export function stateBadge({ state, cancelling }) {
  const shown = cancelling && state === 'running' ? 'stopping' : state;
  return element('span', { class: `badge ${state}` }, text(`state.${shown}`));
}
