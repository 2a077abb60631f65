import { readJob, readOpenDecision, withdraw } from '../api.js';
import { confirmationView } from '../confirmation-view.js';
import { diffView } from '../diff-view.js';
import { element, fill } from '../dom.js';
import { JobHead, action, jobName } from '../job-head.js';
import { LiveJob } from '../live-job.js';
import { jobPath } from '../router.js';
import { mark } from '../mark.js';
import { resume } from '../resume.js';
import { bestRound, hasEnded, incumbentOf, searchWinner } from '../run-state.js';
import { copyButton } from '../save.js';
import { waiting } from '../states.js';
import { number, text } from '../text.js';
import { figure, usageTable, usageView } from '../usage-view.js';
import { outcome, votesLegend, votesView } from '../votes-view.js';

const PHASES = ['propose', 'answer', 'judge'];

/** The progress of an optimization: its rounds, its usage, and the best prompt compared with the first. */
export async function runProgress(job, { signal, title }) {
  title(jobName(job));
  const head = new JobHead(job, '');
  const proof = element('div', {});
  const decision = element('div', {});
  const status = element('div', {});
  const numbers = element('div', {});
  const rounds = element('div', { class: 'stack' });
  const prompt = element('div', { class: 'stack' });
  const roles = element('div', {});
  const byRole = element('details', { class: 'by-role' }, element('summary', {}, text('usage.byRole')), roles);
  let result = job.result;
  let drawnRounds = null;
  let drawnBest = null;
  let drawnResult = null;

  const draw = (state) => {
    head.show(state, () => (hasEnded(state) ? [action('resume', () => resume(job.id, live), state.state === 'done' ? '' : 'primary')] : []));
    const shown = state.state === 'done' ? result : null;
    if (drawnResult !== shown) { // else what a person has opened would close
      drawnResult = shown;
      fill(proof, confirmationView(shown?.confirmation));
    }
    fill(status, statusOf(state, result));
    if (!hasEnded(state)) {
      fill(decision);
    }
    fill(numbers, usageView(state.usage, figure('usage.round', roundOf(state))));
    fill(roles, usageTable(state.usage));
    if (drawnRounds !== state.rounds || drawnBest !== state.best || state.rounds.length === 0) {
      drawnRounds = state.rounds;
      drawnBest = state.best;
      drawRounds(rounds, job.id, state);
    }
    drawPrompt(prompt, state);
  };
  const live = new LiveJob(job, {
    draw,
    signal,
    onEnd: async ({ best }) => {
      const ended = await readJob(job.id);
      result = ended.result;
      if (!signal.aborted) {
        live.change({ usage: ended.result?.usage ?? ended.progress.usage });
      }
      if (ended.state !== 'done' && best !== null) {
        await head.attempt(async () => fill(decision, openDecision(await readOpenDecision(job.id), takeBack)));
      }
    },
  });
  const takeBack = () =>
    head.attempt(async () => {
      const { state, cancelling, queue_place: queuePlace } = await withdraw(job.id);
      live.change({ state, cancelling, queuePlace, error: null });
      live.start();
    });
  head.onCancelled = (cancelled) => live.change({ state: cancelled.state, cancelling: cancelled.cancelling });
  live.start();
  return element(
    'div',
    { class: 'stack wide' },
    head.node,
    live.connection,
    proof,
    status,
    decision,
    element('section', { class: 'panel', 'aria-label': text('usage.title') }, numbers, byRole),
    element(
      'div',
      { class: 'columns' },
      element(
        'section',
        { class: 'column panel', 'aria-labelledby': 'best-heading' },
        prompt,
      ),
      element(
        'section',
        { class: 'column narrow panel', 'aria-labelledby': 'rounds-heading' },
        element('h2', { id: 'rounds-heading' }, text('rounds.title')),
        rounds,
      ),
    ),
  );
}

/** A person's decision that could not be carried out, and the way out. */
function openDecision(prompt, takeBack) {
  return (
    prompt !== null &&
    element(
      'div',
      { class: 'notice-line' },
      element('p', {}, text('decide.open')),
      element('p', { class: 'prose' }, prompt),
      action('withdraw', takeBack),
    )
  );
}

function statusOf(state, result) {
  if (state.error) {
    return element(
      'div',
      { class: 'failure', role: 'alert' },
      element('p', { class: 'sentence' }, text(`error.${state.error.code}`)),
      element('p', { class: 'detail', lang: 'en' }, state.error.message),
    );
  }
  if (state.state === 'done' && result) {
    const reasons = Object.entries(result.void_rounds ?? {});
    return [
      element('p', { class: 'notice-line' }, text(`stopped.${result.stop_reason}`)),
      reasons.length > 0 &&
        element(
          'p',
          { class: 'notice-line' },
          text('stopped.void', { count: reasons.reduce((sum, [, count]) => sum + count, 0) }),
          reasons.map(([reason, count]) => element('span', { class: 'help', lang: 'en' }, ` ${reason} (${number(count)})`)),
        ),
    ];
  }
  if (state.state === 'cancelled') {
    return element('p', { class: 'notice-line' }, text('stopped.cancelled'));
  }
  if (state.state === 'queued') {
    return waiting(state);
  }
  return [
    state.budgetPercent !== null &&
      element('p', { class: 'notice-line' }, text('budget.reached', { percent: state.budgetPercent })),
    state.state === 'running' &&
      state.retry !== null &&
      element(
        'p',
        { class: 'notice-line' },
        text(state.retry.asked ? 'retry.asked' : 'retry', {
          seconds: state.retry.wait_seconds,
          retry: state.retry.retry,
          retries: state.retry.retries,
          kind: state.retry.kind.replaceAll('_', ' '),
        }),
      ),
    state.state === 'running' &&
      state.reduced !== null &&
      element(
        'p',
        { class: 'notice-line' },
        text('reduced', {
          model: state.reduced.model ?? text(`role.${state.reduced.role}`),
          count: state.reduced.calls_at_a_time,
        }),
      ),
    state.unclear !== null &&
      element(
        'p',
        { class: 'notice-line' },
        text(state.unclear.quote === '' ? 'votes.unclear.blank' : 'votes.unclear', {
          ...state.unclear,
          model: state.unclear.model ?? '–',
        }),
      ),
    state.state === 'running' && phases(state),
  ];
}

function phases({ phase, round, rounds }) {
  if (phase === 'confirm') {
    return steps(text('phase.searched'), ['confirm'], phase);
  }
  const working = round !== null && !rounds.some((finished) => finished.round === round);
  return steps(working ? text('phase.round', { round }) : text('phase.between'), PHASES, working && phase);
}

function steps(label, names, current) {
  return element(
    'div',
    { class: 'phases' },
    element('span', { class: 'of' }, label),
    element(
      'ol',
      {},
      names.map((name) =>
        element(
          'li',
          { class: name === current && 'current', 'aria-current': name === current && 'step' },
          text(`phase.${name}`),
        ),
      ),
    ),
  );
}

function roundOf({ round, lastRound }) {
  if (round === null) {
    return '–';
  }
  return lastRound === null || lastRound < round ? number(round) : text('usage.roundOf', { round, last: lastRound });
}

/** Draws the rounds; the focus stays where it was. */
function drawRounds(place, id, state) {
  if (state.rounds.length === 0) {
    fill(place, element('p', { class: 'help' }, text(hasEnded(state) ? 'rounds.none' : 'rounds.waiting')));
    return;
  }
  const standing = (round) => ({ best: round === bestRound(state), search_winner: round === searchWinner(state) });
  const focused = place.contains(document.activeElement) && document.activeElement.getAttribute('href');
  fill(
    place,
    element(
      'ol',
      { class: 'rounds' },
      state.rounds.map((round) => roundRow(id, round, state.rounds, standing(round))),
    ),
    state.rounds.some(({ votes }) => votes.length > 0) && votesLegend(),
  );
  if (focused) {
    place.querySelector(`[href="${CSS.escape(focused)}"]`)?.focus();
  }
}

function roundRow(id, round, rounds, standing) {
  const incumbent = incumbentOf(rounds, round.round);
  const compare = incumbent && `#${jobPath(id, 'compare')}?left=${incumbent.round}&right=${round.round}`;
  return element(
    'li',
    { class: standing.best && 'best' },
    element('span', { class: 'number' }, number(round.round)),
    element(
      'div',
      { class: 'what' },
      element('span', {}, outcome(round), mark(standing)),
      round.cut_answers > 0 && element('span', { class: 'help' }, text('rounds.cut', { count: round.cut_answers })),
      round.broken_checks?.length > 0 &&
        element('span', { class: 'help' }, text('rounds.broken', { checks: brokenChecks(round) })),
      round.void_reason && element('span', { class: 'help', lang: 'en' }, round.void_reason),
      votesView(round.votes),
    ),
    compare &&
      element('a', { href: compare, 'aria-label': text('rounds.compare', { left: incumbent.round, right: round.round }) }, text('rounds.compareShort')),
  );
}

function brokenChecks(round) {
  return round.broken_checks.map(({ question, check }) => `${question}: ${check}`).join('; ');
}

function drawPrompt(place, state) {
  const best = bestRound(state);
  const start = state.startPrompt ?? state.rounds[0]?.prompt ?? null;
  const shown = best?.prompt ?? start;
  const title = text(best === searchWinner(state) ? 'best.title' : 'best.handedOut');
  const head = element(
    'div',
    { class: 'panel-head' },
    element('h2', { id: 'best-heading' }, title),
    shown !== null && element('div', { class: 'actions' }, copyButton(() => shown)),
  );
  // Unchanged parts are not drawn again: a person may be selecting text in them.
  const version = JSON.stringify([start, shown, title]);
  if (place.dataset.version === version) {
    return;
  }
  place.dataset.version = version;
  fill(
    place,
    head,
    shown === null
      ? element('p', { class: 'help' }, text('best.none'))
      : [start !== shown && element('p', { class: 'help' }, text('best.help')), diffView(start, shown)],
  );
}
