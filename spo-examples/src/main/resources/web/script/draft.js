/** Input of a form, kept until the tab is closed, so that neither another page nor a reload loses it. */
export class Draft {
  /** @param {string} name the form's */
  constructor(name) {
    this.key = `spo.draft.${name}`;
    this.values = {};
    try {
      this.values = JSON.parse(sessionStorage.getItem(this.key) ?? '{}');
    } catch {
      // Nothing readable was kept: start with an empty form.
    }
  }

  get(name) {
    return this.values[name];
  }

  set(name, value) {
    this.values[name] = value;
    try {
      sessionStorage.setItem(this.key, JSON.stringify(this.values));
    } catch {
      // Too long or storage is switched off: kept until the page is reloaded.
    }
  }

  clear() {
    this.values = {};
    sessionStorage.removeItem(this.key);
  }

  /** Restores the earlier value of an input, and keeps new ones. */
  bind(name, input) {
    const property = input.type === 'checkbox' ? 'checked' : 'value';
    const kept = this.get(name);
    if (kept !== undefined) {
      input[property] = kept;
    }
    input.addEventListener('input', () => this.set(name, input[property]));
    return input;
  }
}
