import { element } from './dom.js';
import { text } from './text.js';

/** A round's votes as a row of marks, with the same in words. */
export function votesView(votes) {
  if (votes.length === 0) {
    return null;
  }
  const number = (choice) => votes.filter((vote) => vote.choice === choice).length;
  const words = text('votes.summary', {
    candidate: number('candidate'),
    incumbent: number('incumbent'),
    abstained: number('abstained'),
  });
  return element(
    'span',
    { class: 'votes', role: 'img', 'aria-label': words, title: words },
    votes.map(({ choice }) => element('span', { class: `vote ${choice}` })),
  );
}

/** The legend of the marks; screen readers get it with each row. */
export function votesLegend() {
  return element(
    'p',
    { class: 'legend', 'aria-hidden': 'true' },
    ['candidate', 'incumbent', 'abstained'].map((choice) =>
      element('span', {}, element('span', { class: `vote ${choice}` }), text(`votes.${choice}`)),
    ),
  );
}

/** What the optimizer meant, and why the judge voted as it did; null where neither said so. */
export function reasonsView({ intention, votes }) {
  const explained = votes.filter(({ reason }) => reason);
  if (!intention && explained.length === 0) {
    return null;
  }
  return element(
    'div',
    { class: 'stack' },
    intention && element('p', { class: 'prose' }, element('strong', {}, text('why.meant')), ' ', intention),
    explained.length > 0 &&
      element(
        'details',
        {},
        element('summary', {}, text('why.votes', { count: explained.length })),
        element('ol', { class: 'reasons' }, explained.map(reasonRow)),
      ),
  );
}

/** What the judge calls A and B is said too, because its reason speaks of them. */
function reasonRow({ place, choice, order, reason }) {
  return element(
    'li',
    {},
    element('p', { class: 'help' }, text(`votes.${choice}`), ' – ', text(`why.order.${order}`)),
    element('p', { class: 'prose' }, reason),
  );
}

/** The outcome of a round, in a word or two. */
export function outcome({ round, accepted, proposed_by: by, void_reason: why, votes }) {
  if (why !== null) {
    return text('outcome.void');
  }
  if (by === 'person') {
    return text('outcome.person');
  }
  if (by === 'template') {
    return text('outcome.start');
  }
  return accepted ? text('outcome.accepted') : votes.length === 0 && round > 1 ? text('outcome.same') : text('outcome.kept');
}
