import { checkTemplate } from './api.js';
import { element, fill } from './dom.js';
import { Editor } from './editor.js';
import { EXAMPLES } from './examples.js';
import { Latest } from './latest.js';
import { failure } from './states.js';
import { tag, text } from './text.js';

/**
 * The template's editor: the text is checked while it is typed, errors are shown at their lines, and the result beside
 * it.
 */
export class TemplatePanel {
  /**
   * @param {{draft: Draft, frozen: function(): ?object, onChange: function(boolean), onFile: function(string),
   *     limit: number, signal: AbortSignal}} options keeps the text; the marks of frozen text; called with
   *     whether the template is valid; called with a file's name; the longest file in bytes; ends the checking
   */
  constructor({ draft, frozen, onChange, onFile, limit, signal }) {
    this.draft = draft;
    this.frozen = frozen;
    this.onChange = onChange;
    this.onFile = onFile;
    this.limit = limit;
    this.checking = new Latest(300, signal);
    this.editor = new Editor({
      label: text('template.label'),
      value: draft.get('template') ?? '',
      onInput: () => this.changed(),
    });
    this.report = element('div', { class: 'understood' });
    this.node = element(
      'section',
      { class: 'panel', 'aria-labelledby': 'template-heading' },
      element(
        'div',
        { class: 'panel-head' },
        element('h2', { id: 'template-heading' }, text('template.title')),
        element('div', { class: 'actions' }, this.exampleButton(), this.uploadButton()),
      ),
      element('p', { class: 'help' }, text('template.help')),
      this.editor.node,
      this.report,
    );
    this.check();
  }

  get value() {
    return this.editor.value;
  }

  /** Checks the current template, also after the settings for the check have changed. */
  check() {
    this.onChange(false);
    if (this.value.trim() === '') {
      this.checking.drop();
      this.editor.mark([]);
      fill(this.report, element('p', { class: 'help' }, text('template.empty')));
      return;
    }
    this.checking.ask(async (signal) => {
      try {
        const checked = await checkTemplate({ template: this.value, frozen: this.frozen() }, signal);
        this.editor.mark(checked.errors);
        fill(this.report, checked.ok ? understood(checked) : notUnderstood(checked));
        this.onChange(checked.ok);
      } catch (problem) {
        if (!signal.aborted) {
          fill(this.report, failure(problem, () => this.check()));
        }
      }
    });
  }

  changed() {
    this.draft.set('template', this.value);
    this.check();
  }

  exampleButton() {
    return element(
      'button',
      {
        type: 'button',
        on: {
          click: () => {
            this.editor.value = EXAMPLES[tag()];
            this.changed();
          },
        },
      },
      text('template.example'),
    );
  }

  uploadButton() {
    const input = element('input', {
      type: 'file',
      class: 'for-screen-readers',
      id: 'template-file',
      accept: '.yaml,.yml,text/yaml,application/yaml',
      on: {
        change: async () => {
          const [file] = input.files;
          input.value = '';
          if (!file) {
            return;
          }
          if (file.size > this.limit) {
            fill(this.report, element('p', { class: 'error', role: 'alert' }, text('template.tooLong', { count: this.limit })));
            return;
          }
          this.editor.value = await file.text();
          this.onFile(file.name.replace(/\.ya?ml$/i, ''));
          this.changed();
        },
      },
    });
    return element('span', { class: 'upload' }, input, element('label', { class: 'button', for: input.id }, text('template.upload')));
  }
}

function understood(checked) {
  return [
    element('p', { class: 'sound', role: 'status' }, text('template.sound')),
    checked.notices.map((notice) => element('p', { class: 'help', lang: 'en' }, notice)),
    element(
      'dl',
      { class: 'facts' },
      fact('template.prompt', checked.prompt),
      fact('template.requirements', checked.requirements),
      checked.count && fact('template.count', text('template.words', { count: checked.count })),
      checked.placeholders?.length > 0 && fact('template.placeholders', checked.placeholders.join(', ')),
      checked.frozen?.length > 0 && fact('template.frozen', checked.frozen.join('\n')),
    ),
    element(
      'details',
      {},
      element('summary', {}, text('template.questions', { count: checked.questions.length })),
      element(
        'ol',
        { class: 'questions' },
        checked.questions.map(({ question, answer, without_value: without }) =>
          element(
            'li',
            {},
            element('div', { class: 'prose' }, question),
            answer && element('div', { class: 'prose muted' }, text('template.expected', { answer })),
            without.length > 0 && element('p', { class: 'help' }, text('template.without', { names: without.join(', ') })),
          ),
        ),
      ),
    ),
  ];
}

function notUnderstood(checked) {
  return element('p', { class: 'error', role: 'status' }, text('template.errors', { count: checked.errors.length }));
}

function fact(label, content) {
  return [element('dt', {}, text(label)), element('dd', { class: 'prose' }, content)];
}
