import { element } from './dom.js';
import { text } from './text.js';

/**
 * What a round is to its run: its prompt is handed out, or it won the search and held-out questions refused it.
 *
 * @param {{best: boolean, search_winner: ?boolean}} round a round; earlier versions of the service name no winner
 * @returns {?string} the mark's name, or null
 */
function markOf({ best, search_winner: winner }) {
  if (best) {
    return winner === false ? 'handedOut' : 'best';
  }
  return winner ? 'winner' : null;
}

/** The mark of a round, beside its outcome. */
export function mark(round) {
  const name = markOf(round);
  return name && element('span', { class: name === 'winner' ? 'tag quiet' : 'tag' }, text(`rounds.${name}`));
}

/** A round's name with its mark, for a list to choose from. */
export function marked(round, name) {
  const found = markOf(round);
  return found ? text('round.marked', { name, mark: text(`rounds.${found}`) }) : name;
}
