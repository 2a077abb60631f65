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
        const { least, most } = await estimate(request, signal);
        fill(this.figures, figures(least.total, most.total));
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

function figures(least, most) {
  return element(
    'dl',
    { class: 'numbers' },
    figure('estimate.calls', range(least.calls, most.calls, count)),
    figure('estimate.input', range(least.input_tokens, most.input_tokens, count)),
    figure('estimate.output', range(least.output_tokens, most.output_tokens, count)),
    figure('estimate.cost', range(least.cost, most.cost, money)),
  );
}

function figure(label, value) {
  return element('div', {}, element('dt', {}, text(label)), element('dd', {}, value));
}

function range(least, most, written) {
  return least === most ? written(least) : text('estimate.range', { least: written(least), most: written(most) });
}
