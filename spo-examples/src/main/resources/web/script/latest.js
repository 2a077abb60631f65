/** Runs only the latest of several requests, after a pause; an earlier one that has started is aborted. */
export class Latest {
  /**
   * @param {number} milliseconds how long to wait for a newer request
   * @param {AbortSignal} end stops everything
   */
  constructor(milliseconds, end) {
    this.milliseconds = milliseconds;
    this.end = end;
    this.timer = 0;
    this.working = new AbortController();
    end.addEventListener('abort', () => this.drop());
  }

  /** @param {function(AbortSignal): Promise<void>} work what to run; errors after an abort are dropped */
  ask(work) {
    this.drop();
    if (this.end.aborted) {
      return;
    }
    const working = new AbortController();
    this.working = working;
    this.timer = setTimeout(() => {
      work(working.signal).catch((failure) => {
        if (!working.signal.aborted) {
          throw failure;
        }
      });
    }, this.milliseconds);
  }

  drop() {
    clearTimeout(this.timer);
    this.working.abort();
  }
}
