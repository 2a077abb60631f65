import { readJob, readService, resumeJob } from './api.js';
import { dialogActions, showDialog } from './dialog.js';
import { element, fill } from './dom.js';
import { field, numberIn, numberInput, showFieldErrors, withoutGaps } from './form.js';
import { budgetFields, minutes } from './run-settings.js';
import { failure } from './states.js';
import { text } from './text.js';

/**
 * Asks for new limits and resumes a job.
 *
 * @param {string} id the job
 * @param {LiveJob} live its page, which follows it again
 * @returns {Promise<boolean>} whether it was resumed
 */
export async function resume(id, live) {
  const [service, job] = await Promise.all([readService(), readJob(id)]);
  const size = sizeOf(job, service);
  const budget = budgetFields(service, (name, input) => input, job.request.budget ?? {});
  const time = numberInput({ min: 1, step: 1 });
  const refusal = element('div', {});
  const queued = await showDialog(text('resume.title'), (close) => {
    const form = element(
      'form',
      { class: 'stack', novalidate: true },
      element('p', {}, text('resume.explained')),
      size && field(text(size.label), size.input, { name: size.name }),
      budget.node,
      field(text('more.time'), time, { name: 'max_time', help: text('more.time.help') }),
      refusal,
      dialogActions(close, element('button', { class: 'primary' }, text('action.resume'))),
    );
    form.addEventListener('submit', async (event) => {
      event.preventDefault();
      const changes = withoutGaps({
        ...(size && { [size.name]: numberIn(size.input) }),
        budget: budget.request(),
        max_time: minutes(time),
      });
      try {
        close(await resumeJob(id, changes ?? {}));
      } catch (problem) {
        fill(refusal, failure(problem, null, showFieldErrors(form, problem.errors ?? [])));
      }
    });
    return form;
  });
  if (!queued) {
    return false;
  }
  live.change({
    state: queued.state,
    cancelling: queued.cancelling,
    queuePlace: queued.queue_place,
    error: null,
    budgetPercent: null,
  });
  live.start();
  return true;
}

/** The number that says how large the job is to be: rounds, or a style's questions; an extraction has none. */
function sizeOf({ kind, request, progress }, { limits }) {
  if (kind === 'optimize') {
    const value = Math.min(limits.max_rounds, Math.max(request.max_rounds, (progress.round ?? 0) + 5));
    const input = numberInput({ value, min: 1, max: limits.max_rounds, step: 1 });
    return { name: 'max_rounds', label: 'resume.rounds', input };
  }
  if (kind === 'style') {
    const input = numberInput({ value: request.questions, min: 1, max: request.articles.length, step: 1 });
    return { name: 'questions', label: 'style.questions', input };
  }
  return null;
}
