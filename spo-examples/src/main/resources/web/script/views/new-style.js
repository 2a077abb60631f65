import { createJob, newKey, readService } from '../api.js';
import { announce } from '../announce.js';
import { element, fill } from '../dom.js';
import { checkbox, field, numberIn, numberInput, select, showFieldErrors, withoutGaps } from '../form.js';
import { Draft } from '../draft.js';
import { go, jobPath } from '../router.js';
import { budgetFields, filled, modelSelect } from '../run-settings.js';
import { failure } from '../states.js';
import { number, text } from '../text.js';

const draft = new Draft('style');

/** Files cannot be kept in the browser's storage, so they are kept while the page is open. */
let articles = [];

/** Creates a style: articles, settings, and the start button. */
export async function newStyle({ title }) {
  const service = await readService();
  title(text('style.title'));
  const bind = (name, input) => draft.bind(name, input);
  const name = bind('name', element('input', { type: 'text', maxlength: 100, autocomplete: 'off' }));
  const kind = bind('kind', select(['style', 'extract'].map((one) => [one, text(`style.kind.${one}`)]), 'style'));
  const extra = bind('extra', element('textarea', { rows: 3 }));
  const questions = bind('questions', numberInput({ min: 1, step: 1 }));
  const simplify = bind('simplify', element('input', { type: 'checkbox' }));
  const model = service.simulation ? null : bind('model', modelSelect(service, 'extract'));
  const budget = budgetFields(service, bind);
  const start = element('button', { class: 'primary wide' }, text('style.start'));
  const refusal = element('div', {});
  const list = element('div', {});
  const rejected = element('div', {});
  const form = element('form', { class: 'columns', novalidate: true, on: { submit } });
  let wish = { request: null, articles: null, key: null };

  function draw() {
    start.disabled = articles.length === 0;
    fill(
      list,
      articles.length === 0
        ? element('p', { class: 'help' }, text('articles.none'))
        : element('ul', { class: 'files' }, articles.map(fileRow)),
    );
  }

  function fileRow(file) {
    return element(
      'li',
      {},
      element('span', { class: 'what' }, file.name),
      element('span', { class: 'help' }, text('articles.size', { size: number(Math.ceil(file.size / 1024)) })),
      element(
        'button',
        {
          type: 'button',
          class: 'quiet',
          'aria-label': text('articles.remove', { name: file.name }),
          on: {
            click: () => {
              articles = articles.filter((one) => one !== file);
              draw();
              announce(text('articles.removed', { name: file.name }));
              form.querySelector('#article-files').focus();
            },
          },
        },
        text('articles.removeShort'),
      ),
    );
  }

  function add(files) {
    const refused = [];
    for (const file of files) {
      const reason = reasonAgainst(file, service.limits);
      if (reason) {
        refused.push(reason);
      } else {
        articles = [...articles, file];
      }
    }
    fill(
      rejected,
      refused.map((reason) => element('p', { class: 'error', role: 'alert' }, reason)),
    );
    announce(text('articles.count', { count: articles.length }));
    draw();
  }

  async function submit(event) {
    event.preventDefault();
    if (articles.length === 0 || start.disabled) {
      return;
    }
    const request = withoutGaps({
      kind: kind.value,
      name: filled(name),
      extra: filled(extra),
      questions: numberIn(questions),
      simplify: simplify.checked,
      model: model?.value ? { model: model.value } : undefined,
      budget: budget.request(),
    });
    if (wish.request !== JSON.stringify(request) || wish.articles !== articles) {
      wish = { request: JSON.stringify(request), articles, key: newKey() };
    }
    start.disabled = true;
    fill(refusal);
    try {
      const job = await createJob(request, wish.key, articles);
      draft.clear();
      articles = [];
      go(jobPath(job.id));
    } catch (problem) {
      start.disabled = false;
      fill(refusal, failure(problem, null, showFieldErrors(form, problem.errors ?? [])));
    }
  }

  fill(
    form,
    element(
      'div',
      { class: 'column' },
      element(
        'section',
        { class: 'panel', 'aria-labelledby': 'articles-heading' },
        element('h2', { id: 'articles-heading' }, text('articles.title')),
        dropZone(add),
        rejected,
        list,
        pasting(add),
      ),
    ),
    element(
      'div',
      { class: 'column narrow' },
      element(
        'section',
        { class: 'panel', 'aria-labelledby': 'settings-heading' },
        element('h2', { id: 'settings-heading' }, text('settings.title')),
        field(text('settings.name'), name, { name: 'name', help: text('settings.name.help') }),
        field(text('style.kind'), kind, { name: 'kind' }),
        field(text('style.extra'), extra, { name: 'extra', help: text('style.extra.help') }),
        field(text('style.questions'), questions, { name: 'questions', help: text('style.questions.help') }),
        checkbox(text('style.simplify'), simplify),
        model && field(text('style.model'), model, { name: 'model.model' }),
        budget.node,
      ),
      element('div', { class: 'panel start' }, start, refusal),
    ),
  );
  draw();
  return element(
    'div',
    { class: 'stack wide' },
    element(
      'div',
      { class: 'page-head' },
      element('h1', { tabindex: '-1' }, text('style.title')),
      element('p', { class: 'lead' }, text('style.lead')),
    ),
    form,
  );
}

function reasonAgainst(file, limits) {
  const { name } = file;
  if (!/\.(txt|md|docx)$/i.test(name)) {
    return text('articles.kind', { name });
  }
  if (file.size === 0) {
    return text('articles.empty', { name });
  }
  if (file.size > limits.article_bytes) {
    return text('articles.tooLong', { name, size: number(Math.floor(limits.article_bytes / 1024)) });
  }
  if (articles.some((article) => article.name === name)) {
    return text('articles.twice', { name });
  }
  if (articles.length >= limits.articles) {
    return text('articles.tooMany', { name, count: limits.articles });
  }
  return null;
}

function dropZone(add) {
  const input = element('input', {
    type: 'file',
    id: 'article-files',
    class: 'for-screen-readers',
    multiple: true,
    accept: '.txt,.md,.docx',
    'aria-describedby': 'articles-help',
    on: {
      change: () => {
        add([...input.files]);
        input.value = '';
      },
    },
  });
  const zone = element(
    'div',
    { class: 'drop upload' },
    input,
    element('label', { class: 'button', for: 'article-files' }, text('articles.choose')),
    element('p', { class: 'help', id: 'articles-help' }, text('articles.help')),
  );
  zone.addEventListener('dragover', (event) => {
    event.preventDefault();
    zone.classList.add('over');
  });
  zone.addEventListener('dragleave', () => zone.classList.remove('over'));
  zone.addEventListener('drop', (event) => {
    event.preventDefault();
    zone.classList.remove('over');
    add([...event.dataTransfer.files]);
  });
  return zone;
}

function pasting(add) {
  const input = element('textarea', { rows: 6 });
  let pasted = articles.length;
  return element(
    'details',
    {},
    element('summary', {}, text('articles.paste')),
    element(
      'div',
      { class: 'stack' },
      field(text('articles.pasted'), input),
      element(
        'div',
        { class: 'actions' },
        element(
          'button',
          {
            type: 'button',
            on: {
              click: () => {
                if (input.value.trim() === '') {
                  input.focus();
                  return;
                }
                pasted += 1;
                add([new File([input.value], `${text('articles.pastedName')}-${pasted}.txt`, { type: 'text/plain' })]);
                input.value = '';
                input.focus();
              },
            },
          },
          text('articles.add'),
        ),
      ),
    ),
  );
}
