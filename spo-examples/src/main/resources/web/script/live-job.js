import { announce } from './announce.js';
import { readJob } from './api.js';
import { element } from './dom.js';
import { follow } from './events.js';
import { apply, initialState } from './run-state.js';
import { failure } from './states.js';
import { text } from './text.js';

/** How often the place in the queue is asked for; it changes without an event. */
const PLACE = 5_000;

/**
 * Follows a job and redraws it after each event, at most once a frame. A hidden page closes its connection, as browsers
 * allow a site only a few, and catches up when it is shown again.
 */
export class LiveJob {
  /**
   * @param {object} job as it was read
   * @param {{draw: function(object): void, onEnd: function(object): void, signal: AbortSignal}} options
   */
  constructor(job, { draw, onEnd, signal }) {
    this.id = job.id;
    this.state = initialState(job);
    this.draw = draw;
    this.onEnd = onEnd;
    this.signal = signal;
    this.last = 0;
    this.drawing = 0;
    this.connection = element('div', {});
    this.following = new AbortController();
    this.complete = false;
    document.addEventListener('visibilitychange', () => this.lookOrRest(), { signal });
    signal.addEventListener('abort', () => this.following.abort());
    const placing = setInterval(() => this.askForPlace(), PLACE);
    signal.addEventListener('abort', () => clearInterval(placing));
  }

  /** Follows the job until it ends; to be called again when it is queued again. */
  async start() {
    this.draw(this.state);
    this.following.abort();
    const following = new AbortController();
    this.following = following;
    this.complete = false;
    try {
      await follow(this.id, {
        after: this.last,
        signal: following.signal,
        onEvent: (event) => following.signal.aborted || this.take(event),
        onConnection: (there) => this.showConnection(there),
      });
      if (!following.signal.aborted) {
        this.complete = true;
        this.onEnd(this.state);
      }
    } catch (problem) {
      this.connection.replaceChildren(failure(problem, () => this.start()));
    }
  }

  async askForPlace() {
    if (document.hidden || this.state.state !== 'queued') {
      return;
    }
    try {
      const { queue_place: queuePlace } = await readJob(this.id);
      if (!this.signal.aborted && this.state.state === 'queued') {
        this.change({ queuePlace });
      }
    } catch (problem) {
      console.debug('the place in the queue is not known', problem); // a lost connection is shown by start()
    }
  }

  lookOrRest() {
    if (document.hidden) {
      this.following.abort();
    } else if (!this.complete) {
      this.start();
    }
  }

  /** Uses an answer of the service instead of an event. */
  change(known) {
    this.state = { ...this.state, ...known };
    this.draw(this.state);
  }

  take(event) {
    const before = this.state;
    this.last = event.id;
    this.state = apply(before, event);
    if (event.type === 'state' && before.state !== this.state.state) {
      announce(text(`announce.${this.state.state}`));
    }
    if (event.type === 'round') {
      announce(text(event.data.accepted ? 'announce.accepted' : 'announce.round', { round: event.data.round }));
    }
    cancelAnimationFrame(this.drawing);
    this.drawing = requestAnimationFrame(() => this.signal.aborted || this.draw(this.state));
  }

  showConnection(there) {
    if (there) {
      this.connection.replaceChildren();
    } else {
      this.connection.replaceChildren(element('p', { class: 'notice-line', role: 'status' }, text('connection.lost')));
    }
  }
}
