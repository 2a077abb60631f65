import { Problem } from './problem.js';
import { askForToken, token } from './token.js';

/** The service's job API. A refusal is thrown as a {@link Problem}, an abort as an AbortError. */

const ROOT = new URL('api/v1/', document.baseURI);

let service = null;

/** The description of the service; requested once. */
export async function readService() {
  service ??= read('service').catch((problem) => {
    service = null;
    throw problem;
  });
  return service;
}

export const checkTemplate = (request, signal) => read('templates/check', { method: 'POST', json: request, signal });
export const estimate = (request, signal) => read('estimates', { method: 'POST', json: request, signal });

export const listJobs = (before, limit = 20) => read('jobs', { query: { limit, before } });
export const readJob = (id) => read(`jobs/${encodeURIComponent(id)}`);
export const readRounds = async (id) => (await read(`jobs/${encodeURIComponent(id)}/rounds`)).rounds;
export const readOpenDecision = async (id) => (await read(`jobs/${encodeURIComponent(id)}/rounds`)).open_decision;
export const exportPrompt = (id, format, round) =>
  read(`jobs/${encodeURIComponent(id)}/export`, { query: { format, round } });

/**
 * Creates a job.
 *
 * @param {object} request the job
 * @param {string} key identifies this request, so that repeating it creates no second job
 * @param {File[]} articles its files, for a style
 */
export function createJob(request, key, articles = []) {
  const headers = { 'Idempotency-Key': key };
  if (articles.length === 0) {
    return read('jobs', { method: 'POST', json: request, headers });
  }
  const form = new FormData();
  form.append('request', JSON.stringify(request));
  for (const article of articles) {
    form.append('articles', article, article.name);
  }
  return read('jobs', { method: 'POST', form, headers });
}

export const cancelJob = (id) => read(`jobs/${encodeURIComponent(id)}/cancel`, { method: 'POST' });
export const resumeJob = (id, more) => read(`jobs/${encodeURIComponent(id)}/resume`, { method: 'POST', json: more });
export const decide = (id, decision) =>
  read(`jobs/${encodeURIComponent(id)}/decisions`, { method: 'POST', json: decision });
export const withdraw = (id) => read(`jobs/${encodeURIComponent(id)}/decisions`, { method: 'DELETE' });
export const deleteJob = (id) => send(`jobs/${encodeURIComponent(id)}`, { method: 'DELETE' });
export const readReport = async (id, language) =>
  (await send(`jobs/${encodeURIComponent(id)}/report`, { query: { language } })).blob();
export const readArchive = async (id) => (await send(`jobs/${encodeURIComponent(id)}/archive`)).blob();

/** Opens a job's events after the given one: all until it ends, or those that there are. */
export const openEvents = (id, after, signal, untilEnd = true) =>
  send(`jobs/${encodeURIComponent(id)}/events`, {
    query: { wait: untilEnd },
    headers: { Accept: 'text/event-stream', 'Last-Event-ID': String(after) },
    signal,
  });

/** A key for a new request. */
export function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

async function read(path, options) {
  return (await send(path, options)).json();
}

async function send(path, { method = 'GET', query = {}, headers = {}, json, form, signal } = {}) {
  const url = new URL(path, ROOT);
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== null) {
      url.searchParams.set(name, value);
    }
  }
  for (;;) {
    const carried = token();
    const response = await fetched(url, {
      method,
      signal,
      cache: 'no-store',
      headers: {
        ...(carried !== null && { Authorization: `Bearer ${carried}` }),
        ...(json !== undefined && { 'Content-Type': 'application/json' }),
        ...headers,
      },
      body: json !== undefined ? JSON.stringify(json) : form,
    });
    if (response.ok) {
      return response;
    }
    const problem = await Problem.of(response);
    if (response.status !== 401 || !(await askForToken(carried))) {
      throw problem;
    }
  }
}

async function fetched(url, request) {
  try {
    return await fetch(url, request);
  } catch (failure) {
    if (failure.name === 'AbortError') {
      throw failure;
    }
    throw new Problem(0, { code: 'unreachable' });
  }
}
