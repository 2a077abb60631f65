import { exportPrompt, readJob, readRounds, readService } from '../api.js';
import { element, fill } from '../dom.js';
import { field, select } from '../form.js';
import { JobHead, jobName } from '../job-head.js';
import { marked } from '../mark.js';
import { hasEnded } from '../run-state.js';
import { copyButton, saveFile } from '../save.js';
import { empty, failure } from '../states.js';
import { text } from '../text.js';
import { outcome } from '../votes-view.js';

/** A prompt of a run in the format that an application needs. */
export async function exporting({ parameters, query, signal, title }) {
  const job = await readJob(parameters.id);
  title(text('export.of', { name: jobName(job) }));
  const head = new JobHead(job, 'export');
  head.show(job);
  const [service, rounds] = await Promise.all([readService(), readRounds(job.id)]);
  const measured = rounds.filter(({ void_reason: why }) => why === null);
  if (measured.length === 0) {
    return element('div', { class: 'stack wide' }, head.node, empty(text('rounds.none'), text(hasEnded(job) ? 'export.none' : 'export.notYet')));
  }
  const best = measured.find((round) => round.best) ?? measured[0];
  const format = select(service.export_formats.map((name) => [name, text(`format.${name}`)]), service.export_formats[0]);
  const round = select(
    measured.map((one) => [String(one.round), label(one)]),
    measured.some((one) => String(one.round) === query.get('round')) ? query.get('round') : String(best.round),
  );
  const output = element('div', { class: 'stack' });
  let latest = 0;

  async function show() {
    latest += 1;
    const asked = latest;
    try {
      const exported = await exportPrompt(job.id, format.value, round.value);
      if (asked === latest && !signal.aborted) {
        fill(output, exportedView(exported));
      }
    } catch (problem) {
      if (asked === latest && !signal.aborted) {
        fill(output, failure(problem, show));
      }
    }
  }

  format.addEventListener('change', show);
  round.addEventListener('change', show);
  await show();
  return element(
    'div',
    { class: 'stack wide' },
    head.node,
    element(
      'section',
      { class: 'panel', 'aria-labelledby': 'export-heading' },
      element('h2', { id: 'export-heading' }, text('export.title')),
      element('div', { class: 'pair' }, field(text('export.format'), format), field(text('export.round'), round)),
      output,
    ),
  );
}

function label(round) {
  return marked(round, text('round.label', { round: round.round, outcome: outcome(round) }));
}

function exportedView({ file_name: file, text: content, notes, slots, question_slot: question }) {
  const named = Object.entries(slots);
  return [
    notes.length > 0 &&
      element('div', { class: 'notice-line' }, notes.map((note) => element('p', { lang: 'en' }, note))),
    element(
      'div',
      { class: 'file' },
      element(
        'div',
        { class: 'file-head' },
        element('code', {}, file),
        element(
          'div',
          { class: 'actions' },
          copyButton(() => content),
          element('button', { type: 'button', class: 'primary', on: { click: () => saveFile(file, content) } }, text('download')),
        ),
      ),
      element('pre', { tabindex: '0', 'aria-label': text('export.content') }, content),
    ),
    (named.length > 0 || question) &&
      element(
        'dl',
        { class: 'facts' },
        named.map(([slot, name]) => [element('dt', {}, text('export.slot', { slot })), element('dd', {}, element('code', {}, name))]),
        question && [element('dt', {}, text('export.question')), element('dd', {}, element('code', {}, question))],
      ),
  ];
}
