import { element, fill, uniqueId } from './dom.js';
import { text } from './text.js';

/**
 * A text area with numbered lines, which can be marked.
 *
 * The lines are drawn a second time behind the text area, with the same measures, so that each number stands at its line
 * even if that is wrapped.
 */
export class Editor {
  /** @param {{label: string, value: string, onInput: function(string): void}} options */
  constructor({ label, value, onInput }) {
    const id = uniqueId('editor');
    this.area = element('textarea', {
      id,
      spellcheck: 'false',
      autocomplete: 'off',
      autocapitalize: 'off',
      'aria-describedby': `${id}-errors`,
      value,
      on: {
        input: () => {
          this.draw();
          onInput(this.area.value);
        },
      },
    });
    this.lines = element('div', { class: 'lines', 'aria-hidden': 'true' });
    this.errors = element('ul', { id: `${id}-errors`, class: 'line-errors', hidden: true });
    this.marked = new Set();
    this.node = element(
      'div',
      { class: 'editor-field' },
      element('label', { for: id }, label),
      element('div', { class: 'editor' }, this.lines, this.area),
      this.errors,
    );
    this.draw();
  }

  get value() {
    return this.area.value;
  }

  set value(content) {
    this.area.value = content;
    this.draw();
  }

  /** Shows errors at their lines. */
  mark(errors) {
    this.marked = new Set(errors.map(({ line }) => line));
    this.area.setAttribute('aria-invalid', String(errors.length > 0));
    fill(
      this.errors,
      errors.map(({ line, message }) =>
        element(
          'li',
          {},
          line &&
            element(
              'button',
              { type: 'button', class: 'link', on: { click: () => this.select(line) } },
              text('editor.line', { line }),
            ),
          element('span', { lang: 'en' }, message),
        ),
      ),
    );
    this.errors.hidden = errors.length === 0;
    this.draw();
  }

  /** Puts the caret into a line. */
  select(line) {
    const lines = this.area.value.split('\n');
    const start = lines.slice(0, line - 1).reduce((length, before) => length + before.length + 1, 0);
    this.area.focus();
    this.area.setSelectionRange(start, start + (lines[line - 1] ?? '').length);
    this.lines.children[line - 1]?.scrollIntoView({ block: 'center' });
  }

  draw() {
    fill(
      this.lines,
      this.area.value
        .split('\n')
        .map((line, index) =>
          element('div', { class: this.marked.has(index + 1) ? 'line wrong' : 'line' }, element('span', {}, line || ' ')),
        ),
    );
  }
}
