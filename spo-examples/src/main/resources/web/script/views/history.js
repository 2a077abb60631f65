import { deleteJob, listJobs } from '../api.js';
import { announce } from '../announce.js';
import { confirmed } from '../dialog.js';
import { element, fill } from '../dom.js';
import { jobName } from '../job-head.js';
import { jobPath } from '../router.js';
import { hasEnded } from '../run-state.js';
import { empty, failure, stateBadge } from '../states.js';
import { count, moment, number, text } from '../text.js';

const REFRESH = 5_000;

/** All jobs, the newest first, page by page. */
export async function history({ signal, title }) {
  title(text('history.title'));
  const list = element('div', {});
  const refusal = element('div', {});
  const more = element('div', { class: 'actions' });
  let jobs = [];
  let next = null;

  const firstPage = await listJobs();
  take(firstPage);
  const refreshing = setInterval(refresh, REFRESH);
  signal.addEventListener('abort', () => clearInterval(refreshing));
  draw();
  return element(
    'div',
    { class: 'stack wide' },
    element(
      'div',
      { class: 'page-head' },
      element('h1', { tabindex: '-1' }, text('history.title')),
      element('p', { class: 'lead' }, text('history.lead')),
    ),
    refusal,
    list,
    more,
  );

  function take(page) {
    jobs = page.jobs;
    next = page.next;
  }

  function draw() {
    if (jobs.length === 0) {
      fill(
        list,
        empty(
          text('history.empty'),
          text('history.empty.explained'),
          element('a', { class: 'button primary', href: '#/new' }, text('nav.new')),
          element('a', { class: 'button', href: '#/style' }, text('nav.style')),
        ),
      );
      fill(more);
      return;
    }
    const focused = list.contains(document.activeElement) && document.activeElement.id;
    fill(list, element('ul', { class: 'jobs' }, jobs.map(row)));
    if (focused) {
      document.getElementById(focused)?.focus();
    }
    fill(more, next && element('button', { type: 'button', on: { click: loadMore } }, text('history.more')));
  }

  function row(job) {
    return element(
      'li',
      {},
      element(
        'div',
        { class: 'what' },
        element('a', { id: `job-${job.id}`, href: `#${jobPath(job.id)}` }, jobName(job)),
        element(
          'span',
          { class: 'help' },
          text(`kind.${job.kind}`),
          ' · ',
          element('time', { datetime: job.created_at }, moment(job.created_at)),
        ),
      ),
      element('span', { class: 'how-far' }, howFar(job)),
      stateBadge(job),
      hasEnded(job)
        ? element(
            'button',
            {
              type: 'button',
              id: `delete-${job.id}`,
              class: 'quiet',
              'aria-label': text('history.delete', { name: jobName(job) }),
              on: { click: () => remove(job) },
            },
            text('action.delete'),
          )
        : element('span', { class: 'no-action' }),
    );
  }

  async function loadMore() {
    await attempt(async () => {
      const page = await listJobs(next);
      const firstNew = page.jobs[0]?.id;
      jobs = [...jobs, ...page.jobs];
      next = page.next;
      draw();
      document.getElementById(`job-${firstNew}`)?.focus();
    });
  }

  async function remove(job) {
    const sure = await confirmed(
      text('delete.title'),
      text('delete.explained', { name: jobName(job) }),
      text('action.delete'),
      'danger',
    );
    if (!sure) {
      return;
    }
    await attempt(async () => {
      await deleteJob(job.id);
      jobs = jobs.filter(({ id }) => id !== job.id);
      draw();
      announce(text('delete.done'));
      document.querySelector('h1').focus();
    });
  }

  /** Refreshes unfinished jobs; what was loaded after the first page stays. */
  async function refresh() {
    if (document.hidden || jobs.every(hasEnded)) {
      return;
    }
    try {
      const page = await listJobs();
      const newer = new Map(page.jobs.map((job) => [job.id, job]));
      const known = new Set(jobs.map(({ id }) => id));
      jobs = [...page.jobs.filter(({ id }) => !known.has(id)), ...jobs.map((job) => newer.get(job.id) ?? job)];
      if (!signal.aborted) {
        draw();
      }
    } catch {
      // Keep what is shown; the next refresh may succeed.
    }
  }

  async function attempt(work) {
    fill(refusal);
    try {
      await work();
    } catch (problem) {
      fill(refusal, failure(problem));
    }
  }
}

function howFar({ kind, progress }) {
  if (kind === 'optimize') {
    const calls = text('history.calls', { count: progress.usage.total.calls });
    return progress.round === null ? calls : `${text('history.round', { round: number(progress.round) })} · ${calls}`;
  }
  return (
    progress.articles !== null &&
    text('history.articles', { ended: count(progress.articles_ended), count: progress.articles })
  );
}
