import { readJob } from '../api.js';
import { element, fill } from '../dom.js';
import { JobHead, action, fileName, jobName } from '../job-head.js';
import { LiveJob } from '../live-job.js';
import { profileView } from '../profile-view.js';
import { resume } from '../resume.js';
import { go } from '../router.js';
import { hasEnded } from '../run-state.js';
import { copyButton, saveFile } from '../save.js';
import { waiting } from '../states.js';
import { text } from '../text.js';
import { figure, usageView } from '../usage-view.js';
import { beginWith } from './new-run.js';

/** The progress of a style: articles, then their profiles, their common style, and a template. */
export async function styleProgress(job, { signal, title }) {
  title(jobName(job));
  const head = new JobHead(job, '');
  const status = element('div', {});
  const numbers = element('div', {});
  const made = element('div', { class: 'stack wide' });
  const draw = (state) => {
    head.show(
      state,
      () =>
        state.state === 'failed' || state.state === 'cancelled'
          ? [action('resume', () => head.attempt(again), 'primary')]
          : [],
    );
    fill(status, statusOf(state));
    fill(
      numbers,
      usageView(
        state.usage,
        figure(
          'usage.articles',
          state.articleCount === null
            ? '–'
            : text('usage.roundOf', { round: state.articlesEnded ?? 0, last: state.articleCount }),
        ),
      ),
    );
    if (made.dataset.ended !== 'true') {
      fill(made, articleList(state));
    }
  };
  const show = (ended) => {
    if (ended.result && !signal.aborted) {
      made.dataset.ended = 'true';
      fill(made, results(ended));
    }
  };
  const live = new LiveJob(job, {
    draw,
    signal,
    onEnd: async () => {
      const ended = await readJob(job.id);
      show(ended);
      if (!signal.aborted) {
        live.change({ usage: ended.result?.usage ?? ended.progress.usage });
      }
    },
  });
  async function again() {
    if (await resume(job.id, live)) {
      made.dataset.ended = 'false';
    }
  }
  head.onCancelled = (cancelled) => live.change({ state: cancelled.state, cancelling: cancelled.cancelling });
  show(job);
  live.start();
  return element(
    'div',
    { class: 'stack wide' },
    head.node,
    live.connection,
    status,
    element('section', { class: 'panel', 'aria-label': text('usage.title') }, numbers),
    made,
  );
}

function statusOf(state) {
  if (state.error) {
    return element(
      'div',
      { class: 'failure', role: 'alert' },
      element('p', { class: 'sentence' }, text(`error.${state.error.code}`)),
      element('p', { class: 'detail', lang: 'en' }, state.error.message),
    );
  }
  if (state.state === 'cancelled') {
    return element('p', { class: 'notice-line' }, text('stopped.cancelled'));
  }
  if (state.state === 'queued') {
    return waiting(state);
  }
  return (
    state.articleCount !== null &&
    !hasEnded(state) &&
    element('progress', {
      max: state.articleCount,
      value: state.articlesEnded ?? 0,
      'aria-label': text('usage.articles'),
    })
  );
}

function articleList(state) {
  return element(
    'section',
    { class: 'panel', 'aria-labelledby': 'articles-heading' },
    element('h2', { id: 'articles-heading' }, text('articles.title')),
    state.articles.length === 0
      ? element('p', { class: 'help' }, text('articles.waiting'))
      : element(
          'ul',
          { class: 'files' },
          state.articles.map(({ article, outcome, message }) =>
            element(
              'li',
              {},
              element('span', { class: 'what' }, article, message && element('span', { class: 'help', lang: 'en' }, message)),
              element('span', { class: `badge ${outcome === 'failed' ? 'failed' : 'done'}` }, text(`article.${outcome}`)),
            ),
          ),
        ),
  );
}

function results(job) {
  const { profiles, failed, merged, template } = job.result;
  return [
    template !== null && templatePanel(job, template),
    merged !== null &&
      element(
        'section',
        { class: 'panel', 'aria-labelledby': 'merged-heading' },
        element('h2', { id: 'merged-heading' }, text('merged.title')),
        element('p', { class: 'help' }, text('merged.help')),
        profileView(merged),
      ),
    element(
      'section',
      { class: 'panel', 'aria-labelledby': 'profiles-heading' },
      element('h2', { id: 'profiles-heading' }, text('profiles.title')),
      profiles.map(({ article, profile }) =>
        element(
          'details',
          {},
          element('summary', {}, article),
          profileView(profile),
          element(
            'div',
            { class: 'actions' },
            element(
              'button',
              { type: 'button', on: { click: () => saveFile(`${article}.json`, JSON.stringify(profile, null, 2), 'application/json') } },
              text('download.json'),
            ),
          ),
        ),
      ),
      failed.map(({ article, message }) =>
        element(
          'div',
          { class: 'failure' },
          element('p', { class: 'sentence' }, text('profiles.failed', { name: article })),
          element('p', { class: 'detail', lang: 'en' }, message),
        ),
      ),
    ),
  ];
}

function templatePanel(job, template) {
  return element(
    'section',
    { class: 'panel', 'aria-labelledby': 'template-heading' },
    element(
      'div',
      { class: 'panel-head' },
      element('h2', { id: 'template-heading' }, text('template.title')),
      element(
        'div',
        { class: 'actions' },
        copyButton(() => template),
        element('button', { type: 'button', on: { click: () => saveFile(`${fileName(job)}.yaml`, template, 'application/yaml') } }, text('download')),
        element(
          'button',
          {
            type: 'button',
            class: 'primary',
            on: {
              click: () => {
                beginWith(template, jobName(job));
                go('/new');
              },
            },
          },
          text('template.run'),
        ),
      ),
    ),
    element('p', { class: 'help' }, text('template.made')),
    element('pre', { tabindex: '0', 'aria-label': text('template.label') }, template),
  );
}
