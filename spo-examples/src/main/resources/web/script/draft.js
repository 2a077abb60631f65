/** What was typed into a form, kept until the tab is closed, so that neither a look elsewhere nor a reload loses it. */
export class Draft {
  /** @param {string} name the form's */
  constructor(name) {
    this.key = `spo.draft.${name}`;
    this.values = {};
    try {
      this.values = JSON.parse(sessionStorage.getItem(this.key) ?? '{}');
    } catch {
      // Nothing that can be read was kept: an empty form it is.
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
      // Too long or switched off: it is kept as long as the page is not loaded again.
    }
  }

  clear() {
    this.values = {};
    sessionStorage.removeItem(this.key);
  }

  /** Gives an input what was typed into it before, and keeps what is typed from now on. */
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
