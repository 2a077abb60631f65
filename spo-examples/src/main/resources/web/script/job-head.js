import { cancelJob, deleteJob, readArchive, readReport } from './api.js';
import { announce } from './announce.js';
import { confirmed } from './dialog.js';
import { element, fill } from './dom.js';
import { go, jobPath } from './router.js';
import { saveFile } from './save.js';
import { failure, stateBadge } from './states.js';
import { moment, text } from './text.js';
import { hasEnded } from './run-state.js';

/** The head of a job's pages: its name, state, links to its pages, and buttons. */
export class JobHead {
  /**
   * @param {object} job the job
   * @param {string} page which of its pages this is: '', 'compare' or 'export'
   */
  constructor(job, page) {
    this.job = job;
    this.badge = element('span', { class: 'badge-place' });
    this.actions = element('div', { class: 'actions' });
    this.refusal = element('div', {});
    this.node = element(
      'div',
      { class: 'page-head' },
      element('p', { class: 'above' }, element('a', { href: '#/jobs' }, text('nav.history'))),
      element('div', { class: 'title-row' }, element('h1', { tabindex: '-1' }, jobName(job)), this.badge),
      element(
        'p',
        { class: 'lead' },
        text(`kind.${job.kind}`),
        ' · ',
        element('time', { datetime: job.created_at }, moment(job.created_at)),
      ),
      element(
        'div',
        { class: 'tab-row' },
        job.kind === 'optimize' ? tabs(job.id, page) : element('span', {}),
        this.actions,
      ),
      this.refusal,
    );
    this.shown = null;
  }

  /**
   * Shows the job's state and what can be done now. Buttons are kept until that changes, so that none disappears
   * while it is pressed.
   *
   * @param {{state: string, cancelling: boolean}} state its state
   * @param {function(): Node[]} more makes the page's additional buttons
   */
  show(state, more = () => []) {
    const showing = `${state.state} ${state.cancelling}`;
    if (this.shown === showing) {
      return;
    }
    this.shown = showing;
    fill(this.badge, stateBadge(state));
    const focused = this.actions.contains(document.activeElement) && document.activeElement.dataset.action;
    fill(
      this.actions,
      more(),
      hasEnded(state)
        ? [
            this.job.kind === 'optimize' && action('report', () => this.report()),
            action('archive', () => this.archive()),
            action('delete', () => this.remove(), 'quiet'),
          ]
        : !state.cancelling && action('stop', () => this.stop()),
    );
    if (focused) {
      (this.actions.querySelector(`[data-action="${focused}"]`) ?? this.node.querySelector('h1')).focus();
    }
  }

  async stop() {
    if (!(await confirmed(text('stop.title'), text('stop.explained'), text('action.stop')))) {
      return;
    }
    await this.attempt(async () => {
      const job = await cancelJob(this.job.id);
      this.onCancelled?.(job);
      announce(text('stop.asked'));
    });
  }

  async report() {
    const language = document.documentElement.lang.startsWith('zh') ? 'zh' : 'en';
    await this.attempt(async () => saveFile(`${fileName(this.job)}.html`, await readReport(this.job.id, language)));
  }

  async archive() {
    await this.attempt(async () => saveFile(`${fileName(this.job)}.zip`, await readArchive(this.job.id)));
  }

  async remove() {
    if (!(await confirmed(text('delete.title'), text('delete.explained', { name: jobName(this.job) }), text('action.delete'), 'danger'))) {
      return;
    }
    await this.attempt(async () => {
      await deleteJob(this.job.id);
      announce(text('delete.done'));
      go('/jobs');
    });
  }

  async attempt(work) {
    fill(this.refusal);
    try {
      await work();
    } catch (problem) {
      fill(this.refusal, failure(problem));
    }
  }
}

export function action(name, listener, weight = '') {
  return element(
    'button',
    { type: 'button', class: weight, 'data-action': name, on: { click: listener } },
    text(`action.${name}`),
  );
}

/** A job's name; if it has none, the service names it after its kind. */
export function jobName({ name, kind }) {
  return name === '' || name === kind ? text(`unnamed.${kind}`) : name;
}

/** A job's name as part of a file name. */
export function fileName(job) {
  return jobName(job).replace(/[^\p{L}\p{N}._-]+/gu, '-').replace(/^[-.]+|[-.]+$/g, '') || job.kind;
}

function tabs(id, page) {
  return element(
    'nav',
    { class: 'tabs', 'aria-label': text('job.pages') },
    ['', 'compare', 'export'].map((name) =>
      element(
        'a',
        { href: `#${jobPath(id, name)}`, 'aria-current': name === page && 'page' },
        text(`job.${name || 'progress'}`),
      ),
    ),
  );
}
