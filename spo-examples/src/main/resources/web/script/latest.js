/** Does what was asked for last, once nothing else has been asked for some time; what was begun before is abandoned. */
export class Latest {
  /**
   * @param {number} milliseconds how long to wait for something newer
   * @param {AbortSignal} end after which nothing is begun and what was begun is abandoned
   */
  constructor(milliseconds, end) {
    this.milliseconds = milliseconds;
    this.end = end;
    this.timer = 0;
    this.working = new AbortController();
    end.addEventListener('abort', () => this.drop());
  }

  /** @param {function(AbortSignal): Promise<void>} work what to do; what it throws after being abandoned is dropped */
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
