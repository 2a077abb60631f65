import { createJob, newKey, readService } from '../api.js';
import { element, fill } from '../dom.js';
import { Draft } from '../draft.js';
import { EstimatePanel } from '../estimate-panel.js';
import { showFieldErrors } from '../form.js';
import { go, jobPath } from '../router.js';
import { RunSettings } from '../run-settings.js';
import { failure } from '../states.js';
import { TemplatePanel } from '../template-panel.js';
import { text } from '../text.js';

const draft = new Draft('run');

/** Sets the template of the next new run. */
export function beginWith(template, name) {
  draft.set('template', template);
  draft.set('name', name);
}

/** Creates a run: a template, settings, an estimate, and the start button. */
export async function newRun({ signal, title }) {
  const service = await readService();
  title(text('new.title'));
  const form = element('form', { class: 'columns', novalidate: true });
  const refusal = element('div', {});
  const start = element('button', { class: 'primary wide', disabled: true }, text('new.start'));
  const settings = new RunSettings(draft, service, () => settingsChanged());
  const estimating = new EstimatePanel({
    onReady: (ready) => {
      start.disabled = !ready;
    },
    onErrors: (errors) => showFieldErrors(form, errors, { focus: false }),
    signal,
  });
  let sound = false;
  let wish = { body: null, key: null };
  const template = new TemplatePanel({
    draft,
    limit: service.limits.template_bytes,
    frozen: () => settings.frozen(),
    onChange: (isSound) => {
      sound = isSound;
      updateEstimate();
    },
    onFile: (name) => {
      if (settings.name.value === '') {
        settings.name.value = name.slice(0, 100);
        draft.set('name', settings.name.value);
      }
    },
    signal,
  });

  function request() {
    return { kind: 'optimize', template: template.value, ...settings.request() };
  }

  function updateEstimate() {
    if (sound) {
      estimating.ask(request());
    } else {
      estimating.wait();
    }
  }

  let frozen = JSON.stringify(settings.frozen());
  function settingsChanged() {
    const now = JSON.stringify(settings.frozen());
    if (now !== frozen) {
      frozen = now;
      template.check();
    } else {
      updateEstimate();
    }
  }

  async function submit(event) {
    event.preventDefault();
    if (start.disabled) {
      return;
    }
    const body = JSON.stringify(request());
    if (wish.body !== body) {
      wish = { body, key: newKey() };
    }
    start.disabled = true;
    fill(refusal);
    try {
      const job = await createJob(JSON.parse(body), wish.key);
      draft.clear();
      go(jobPath(job.id));
    } catch (problem) {
      start.disabled = false;
      fill(refusal, failure(problem, null, showFieldErrors(form, problem.errors ?? [])));
    }
  }

  form.addEventListener('submit', submit);
  fill(
    form,
    element('div', { class: 'column' }, template.node),
    element(
      'div',
      { class: 'column narrow' },
      settings.node,
      element('div', { class: 'panel start' }, estimating.node, refusal, start),
    ),
  );
  return element(
    'div',
    { class: 'stack wide' },
    element(
      'div',
      { class: 'page-head' },
      element('h1', { tabindex: '-1' }, text('new.title')),
      element('p', { class: 'lead' }, text('new.lead')),
    ),
    form,
  );
}
