import { element } from './dom.js';
import { tag, text } from './text.js';

/**
 * Does the prompt help? What a run found on the questions that its search had not seen, or why nothing was checked.
 *
 * @param {?object} confirmation from the job's result; jobs of earlier versions of the service have none
 */
export function confirmationView(confirmation) {
  if (!confirmation) {
    return null;
  }
  const sentences = tag() === 'zh' ? confirmation.sentences_zh : confirmation.sentences;
  return element(
    'section',
    { class: 'panel stack confirmation', 'aria-labelledby': 'confirmation-heading' },
    element('h2', { id: 'confirmation-heading' }, text('confirmation.title')),
    sentences.map((sentence) => element('p', {}, sentence)),
    confirmation.comparison && questionsView(confirmation),
  );
}

function questionsView({ comparison: { questions }, search_winner: round }) {
  return element(
    'details',
    {},
    element('summary', {}, text('confirmation.questions', { count: questions.length })),
    element(
      'div',
      { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': text('confirmation.table') },
      element(
        'table',
        { class: 'texts' },
        element(
          'thead',
          {},
          element(
            'tr',
            {},
            [
              text('confirmation.question'),
              text('confirmation.outcome'),
              text('confirmation.start'),
              text('compare.round', { round }),
            ].map((column) => element('th', { scope: 'col' }, column)),
          ),
        ),
        element('tbody', {}, questions.map(row)),
      ),
    ),
  );
}

function row({ question, outcome, old_answer: old, new_answer: rewritten }) {
  return element(
    'tr',
    {},
    element('th', { scope: 'row', class: 'prose' }, question),
    element('td', {}, text(`compared.${outcome}`)),
    [old, rewritten].map((answer) =>
      answer === null
        ? element('td', { class: 'help' }, text('confirmation.noAnswer'))
        : element('td', { class: 'prose' }, answer),
    ),
  );
}
