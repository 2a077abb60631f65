import { decide, readJob, readRounds } from '../api.js';
import { dialogActions, showDialog } from '../dialog.js';
import { diffView } from '../diff-view.js';
import { element, fill, uniqueId } from '../dom.js';
import { checkbox, field, select } from '../form.js';
import { JobHead, jobName } from '../job-head.js';
import { mark, marked } from '../mark.js';
import { go, jobPath } from '../router.js';
import { hasEnded, incumbentOf } from '../run-state.js';
import { empty, failure } from '../states.js';
import { text } from '../text.js';
import { outcome, reasonsView, votesView } from '../votes-view.js';

/** Two rounds side by side, and buttons to promote a prompt. */
export async function comparison({ parameters, query, title }) {
  const job = await readJob(parameters.id);
  title(text('compare.of', { name: jobName(job) }));
  const head = new JobHead(job, 'compare');
  head.show(job);
  const rounds = await readRounds(job.id);
  if (rounds.length < 2) {
    return element('div', { class: 'stack wide' }, head.node, empty(text('compare.few'), text('compare.few.explained')));
  }
  const find = (number) => rounds.find(({ round }) => String(round) === number);
  const right = select(options(rounds), String((find(query.get('right')) ?? rounds.at(-1)).round));
  const left = select(
    options(rounds),
    String((find(query.get('left')) ?? incumbentOf(rounds, Number(right.value)) ?? rounds[0]).round),
  );
  const place = element('div', { class: 'stack wide' });
  const show = () => {
    history.replaceState(null, '', `#${jobPath(job.id, 'compare')}?left=${left.value}&right=${right.value}`);
    fill(place, compared(job, find(left.value), find(right.value)));
  };
  left.addEventListener('change', show);
  right.addEventListener('change', show);
  fill(place, compared(job, find(left.value), find(right.value)));
  return element(
    'div',
    { class: 'stack wide' },
    head.node,
    element('div', { class: 'pair choose' }, field(text('compare.left'), left), field(text('compare.right'), right)),
    place,
  );
}

function options(rounds) {
  return rounds.map((round) => {
    const name = text('round.label', { round: round.round, outcome: outcome(round) });
    return [String(round.round), marked(round, name)];
  });
}

function compared(job, left, right) {
  return [
    element(
      'section',
      { class: 'panel', 'aria-labelledby': 'prompts-heading' },
      element('h2', { id: 'prompts-heading' }, text('compare.prompts')),
      diffView(left.prompt, right.prompt),
    ),
    element('div', { class: 'sides' }, side(job, left), side(job, right)),
    element(
      'section',
      { class: 'stack', 'aria-labelledby': 'answers-heading' },
      element('h2', { id: 'answers-heading' }, text('compare.answers')),
      answers(left, right),
    ),
  ];
}

function side(job, round) {
  const heading = uniqueId('side');
  return element(
    'section',
    { class: 'panel side', 'aria-labelledby': heading },
    element('h3', { id: heading }, text('compare.round', { round: round.round })),
    element(
      'p',
      { class: 'what' },
      element('span', {}, outcome(round), mark(round)),
      votesView(round.votes),
    ),
    round.void_reason && element('p', { class: 'help', lang: 'en' }, round.void_reason),
    reasonsView(round),
    element(
      'div',
      { class: 'actions' },
      element(
        'button',
        {
          type: 'button',
          class: 'accept',
          disabled: !hasEnded(job) || (round.best && round.search_winner) || round.prompt === '',
          on: { click: () => accept(job, round) },
        },
        text('decide.accept'),
      ),
      element(
        'button',
        { type: 'button', class: 'edit', disabled: !hasEnded(job), on: { click: () => edit(job, round) } },
        text('decide.edit'),
      ),
      element('a', { class: 'button quiet', href: `#${jobPath(job.id, 'export')}?round=${round.round}` }, text('job.export')),
    ),
    !hasEnded(job) && element('p', { class: 'help' }, text('decide.later')),
  );
}

function answers(left, right) {
  const questions = [...left.answers, ...right.answers.filter(({ question }) => !left.answers.some((one) => one.question === question))];
  if (questions.length === 0) {
    return element('p', { class: 'help' }, text('compare.noAnswers'));
  }
  return questions.map(({ question, expected }, index) =>
    element(
      'article',
      { class: 'panel answer', 'aria-labelledby': `question-${index}` },
      element('h3', { id: `question-${index}`, class: 'prose' }, question),
      expected && element('p', { class: 'help prose' }, text('template.expected', { answer: expected })),
      element('div', { class: 'sides' }, answer(left, question), answer(right, question)),
    ),
  );
}

function answer(round, question) {
  const given = round.answers.find((one) => one.question === question);
  return element(
    'div',
    { class: 'side' },
    element('h4', {}, text('compare.round', { round: round.round })),
    given ? element('div', { class: 'prose' }, given.answer) : element('p', { class: 'help' }, text('compare.noAnswer')),
  );
}

function accept(job, round) {
  return choose(job, text('decide.accept.title', { round: round.round }), [], () => ({ round: round.round }));
}

function edit(job, round) {
  const input = element('textarea', { rows: 8, value: round.prompt });
  const difference = element('div', { class: 'preview' });
  const preview = () => fill(difference, diffView(round.prompt, input.value));
  input.addEventListener('input', preview);
  preview();
  const fields = [field(text('decide.prompt'), input, { name: 'prompt' }), difference];
  return choose(job, text('decide.edit.title', { round: round.round }), fields, () => ({ prompt: input.value }));
}

/** Asks whether to make a prompt the best, also against the guard. */
async function choose(job, title, fields, decision) {
  const unguarded = element('input', { type: 'checkbox' });
  const refusal = element('div', {});
  const queued = await showDialog(title, (close) =>
    element(
      'form',
      {
        class: 'stack',
        on: {
          submit: async (event) => {
            event.preventDefault();
            try {
              close(await decide(job.id, { ...decision(), unguarded: unguarded.checked }));
            } catch (problem) {
              fill(refusal, failure(problem));
            }
          },
        },
      },
      element('p', {}, text('decide.explained')),
      fields,
      checkbox(text('decide.unguarded'), unguarded),
      refusal,
      dialogActions(close, element('button', { class: 'primary' }, text('decide.accept'))),
    ),
  );
  if (queued) {
    go(jobPath(job.id));
  }
}
