/** The state of a job, from its events. Each event turns the state into a new one; a repeated event changes nothing. */

export function initialState(job) {
  return {
    state: job.state,
    cancelling: job.cancelling,
    queuePlace: job.queue_place,
    error: job.error,
    round: job.progress.round,
    lastRound: job.progress.last_round,
    phase: job.progress.phase,
    usage: job.progress.usage,
    startPrompt: null,
    questions: [],
    heldOut: [],
    handOut: 'ahead',
    best: null,
    rounds: [],
    articles: [],
    articleCount: job.progress.articles,
    articlesEnded: job.progress.articles_ended,
    budgetPercent: null,
    unclear: null,
    retry: null,
    reduced: null,
  };
}

export function apply(state, { type, data }) {
  switch (type) {
    case 'state':
      return {
        ...state,
        state: data.state,
        error: data.error,
        cancelling: data.state === 'running' && state.cancelling,
        phase: data.state === 'running' ? state.phase : null,
      };
    case 'started':
      return {
        ...state,
        startPrompt: data.start_prompt,
        questions: data.questions,
        heldOut: data.held_out ?? [],
        handOut: data.hand_out ?? 'ahead',
        round: data.next_round,
        lastRound: data.last_round,
      };
    case 'progress':
      return {
        ...state,
        round: data.phase === 'confirm' ? state.round : data.round,
        phase: data.phase,
        usage: data.usage,
        retry: data.phase === state.phase ? state.retry : null,
      };
    case 'round':
      return {
        ...state,
        round: data.round,
        phase: null,
        retry: null,
        reduced: null,
        usage: data.usage,
        best: bestAfter(state, data),
        rounds: [...state.rounds.filter(({ round }) => round !== data.round), data].sort((a, b) => a.round - b.round),
      };
    case 'confirmation':
      return { ...state, phase: null, retry: null, best: data.handed_out };
    case 'retry':
      return { ...state, retry: data };
    case 'reduced':
      return { ...state, reduced: data };
    case 'votes_unclear':
      return { ...state, unclear: data };
    case 'budget':
      return { ...state, budgetPercent: data.percent };
    case 'article':
      return {
        ...state,
        articles: [...state.articles.filter(({ article }) => article !== data.article), data],
        articleCount: data.articles,
        articlesEnded: data.articles_ended,
        usage: data.usage,
      };
    default:
      return state;
  }
}

/** Where only what is proven is handed out, a model's prompt waits for the held-out questions. */
function bestAfter({ best, heldOut, handOut }, { round, accepted, proposed_by: by }) {
  const waits = by === 'model' && handOut === 'only_if_better' && heldOut.length > 0;
  return accepted && !waits ? round : best;
}

/** The round whose prompt is handed out now, or null. */
export function bestRound(state) {
  return state.rounds.find(({ round }) => round === state.best) ?? null;
}

/** The round that has won the search so far, or null. */
export function searchWinner(state) {
  return state.rounds.findLast(({ accepted }) => accepted) ?? null;
}

/** The round whose prompt was the best when the given one started, or null. */
export function incumbentOf(rounds, round) {
  return rounds.findLast((earlier) => earlier.accepted && earlier.round < round) ?? null;
}

export const hasEnded = ({ state }) => state === 'done' || state === 'failed' || state === 'cancelled';
