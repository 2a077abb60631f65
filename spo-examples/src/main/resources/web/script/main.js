import { element, fill } from './dom.js';
import { frame } from './frame.js';
import { chooseLanguage, language } from './preferences.js';
import { Router } from './router.js';
import { speak, text } from './text.js';
import { failure } from './states.js';
import { comparison } from './views/comparison.js';
import { exporting } from './views/exporting.js';
import { history } from './views/history.js';
import { job } from './views/job.js';
import { newRun } from './views/new-run.js';
import { newStyle } from './views/new-style.js';
import { notFound } from './views/not-found.js';

const router = new Router([
  ['/new', newRun],
  ['/style', newStyle],
  ['/jobs', history],
  ['/jobs/:id', job],
  ['/jobs/:id/compare', comparison],
  ['/jobs/:id/export', exporting],
]);

let leave = new AbortController();

/** Shows the view of the address. A view gets a signal that is aborted when it is left. */
async function show({ takeFocus }) {
  leave.abort();
  leave = new AbortController();
  const { signal } = leave;
  if (location.hash === '' || location.hash === '#' || location.hash === '#/') {
    location.replace('#/new');
    return;
  }
  const match = router.match(location.hash) ?? { view: notFound, path: '', parameters: {}, query: new URLSearchParams() };
  const main = frame(match.path, changeLanguage);
  const page = { ...match, signal, title: (title) => nameDocument(title, signal) };
  try {
    const content = await match.view(page);
    if (signal.aborted) {
      return;
    }
    fill(main, content);
  } catch (problem) {
    if (signal.aborted) {
      return;
    }
    page.title(text('failed.title'));
    fill(
      main,
      element(
        'div',
        { class: 'stack wide' },
        element('h1', { tabindex: '-1' }, text('failed.title')),
        failure(problem, () => show({ takeFocus: true })),
      ),
    );
  }
  if (takeFocus) {
    main.querySelector('h1')?.focus();
    window.scrollTo(0, 0);
  }
}

function nameDocument(title, signal) {
  if (!signal.aborted) {
    document.title = `${title} · SPO`;
  }
}

async function changeLanguage(chosen) {
  await speak(chosen);
  chooseLanguage(chosen);
  await show({ takeFocus: false });
  document.getElementById('language').focus();
}

window.addEventListener('hashchange', () => show({ takeFocus: true }));
await speak(language());
await show({ takeFocus: false });
