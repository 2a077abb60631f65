import { announce } from './announce.js';
import { element } from './dom.js';
import { follow } from './events.js';
import { apply, hasEnded, initialState } from './run-state.js';
import { failure } from './states.js';
import { text } from './text.js';

/** Follows a job and draws it anew after each event, at most once a frame. */
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
  }

  /** Follows it until it ends; to be called again when it was queued again. */
  async start() {
    this.draw(this.state);
    try {
      this.last = await follow(this.id, {
        after: this.last,
        signal: this.signal,
        onEvent: (event) => this.take(event),
        onConnection: (there) => this.showConnection(there),
      });
      if (!this.signal.aborted && hasEnded(this.state)) {
        this.onEnd(this.state);
      }
    } catch (problem) {
      this.connection.replaceChildren(failure(problem, () => this.start()));
    }
  }

  /** Takes what the service answered instead of an event. */
  change(known) {
    this.state = { ...this.state, ...known };
    this.draw(this.state);
  }

  take(event) {
    const before = this.state;
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
