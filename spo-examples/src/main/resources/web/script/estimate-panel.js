import { estimate } from './api.js';
import { element, fill } from './dom.js';
import { Latest } from './latest.js';
import { failure } from './states.js';
import { count, money, text } from './text.js';

/** The estimate of a run, updated whenever its settings change. */
export class EstimatePanel {
  /** @param {{onReady: function(boolean), onErrors: function(Array): Array, signal: AbortSignal}} options */
  constructor({ onReady, onErrors, signal }) {
    this.onReady = onReady;
    this.onErrors = onErrors;
    this.latest = new Latest(250, signal);
    this.figures = element('div', { 'aria-live': 'polite' });
    this.node = element(
      'section',
      { class: 'stack', 'aria-labelledby': 'estimate-heading' },
      element('h2', { id: 'estimate-heading' }, text('estimate.title')),
      this.figures,
    );
    this.wait();
  }

  /** There is nothing to estimate yet. */
  wait() {
    this.latest.drop();
    this.onReady(false);
    fill(this.figures, element('p', { class: 'help' }, text('estimate.none')));
  }

  /** @param {object} request the job's request */
  ask(request) {
    this.onReady(false);
    if (this.figures.querySelector('dl') === null) {
      fill(this.figures, element('p', { class: 'help' }, text('estimate.reckoning')));
    }
    this.latest.ask(async (signal) => {
      try {
        const { likely, at_most: most, ...held } = await estimate(request, signal);
        fill(this.figures, figures(likely.total, most.total), proofOf(held));
        this.onErrors([]);
        this.onReady(true);
      } catch (problem) {
        if (!signal.aborted) {
          fill(this.figures, failure(problem, null, this.onErrors(problem.errors ?? [])));
        }
      }
    });
  }
}

/** What the calls have in them for the comparison at the end. */
function proofOf({ held_out: questions, comparison_calls: calls }) {
  if (questions === 0) {
    return element('p', { class: 'help' }, text('estimate.unchecked'));
  }
  return calls > 0 && element('p', { class: 'help' }, text('estimate.comparison', { count: calls }));
}

function figures(likely, most) {
  return element(
    'dl',
    { class: 'numbers' },
    figure('estimate.calls', both(likely.calls, most.calls, count)),
    figure('estimate.input', both(likely.input_tokens, most.input_tokens, count)),
    figure('estimate.output', both(likely.output_tokens, most.output_tokens, count)),
    figure('estimate.cost', likely.cost === null ? money(null) : both(likely.cost, most.cost, money)),
  );
}

function figure(label, value) {
  return element('div', {}, element('dt', {}, text(label)), element('dd', {}, value));
}

/** What is likely, and what is the most; there is none where a model has no limit of output tokens. */
function both(likely, most, written) {
  if (most === null) {
    return text('estimate.unlimited', { likely: written(likely) });
  }
  return likely === most ? written(likely) : text('estimate.both', { likely: written(likely), most: written(most) });
}
