import { readJob } from '../api.js';
import { runProgress } from './run-progress.js';
import { styleProgress } from './style-progress.js';

/** The progress of a job of any kind. */
export async function job(page) {
  const found = await readJob(page.parameters.id);
  return found.kind === 'optimize' ? runProgress(found, page) : styleProgress(found, page);
}
