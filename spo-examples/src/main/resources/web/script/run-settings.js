import { element } from './dom.js';
import { checkbox, field, numberIn, numberInput, select, withoutGaps } from './form.js';
import { text } from './text.js';

const RULES = ['spread', 'balanced', 'strict', 'thorough', 'paper'];
const ROLES = ['optimize', 'execute', 'evaluate'];

/** The settings of an optimization. */
export class RunSettings {
  /**
   * @param {Draft} draft where they are kept
   * @param {object} service the description of the service
   * @param {function(): void} onChange called after a change
   */
  constructor(draft, service, onChange) {
    this.service = service;
    this.bind = (name, input) => {
      draft.bind(name, input).addEventListener('input', onChange);
      return input;
    };
    this.name = this.bind('name', element('input', { type: 'text', maxlength: 100, autocomplete: 'off' }));
    this.rounds = this.bind('rounds', numberInput({ value: 10, min: 1, max: service.limits.max_rounds, step: 1 }));
    this.questions = this.bind('questions', numberInput({ min: 0, step: 1 }));
    this.judge = this.bind(
      'judge',
      select([['', text('settings.judge.usual')], ...RULES.map((rule) => [rule, text(`judge.${rule}`)])], ''),
    );
    this.heldOut = this.bind('heldOut', numberInput({ min: 0, step: 1 }));
    this.handOut = this.bind('handOut', options('handOut', ['ahead', 'only_if_better']));
    this.models = ROLES.map((role) => this.roleFields(role));
    this.budget = budgetFields(service, this.bind);
    this.more = this.moreFields();
    this.node = element(
      'section',
      { class: 'panel', 'aria-labelledby': 'settings-heading' },
      element('h2', { id: 'settings-heading' }, text('settings.title')),
      field(text('settings.name'), this.name, { name: 'name', help: text('settings.name.help') }),
      element(
        'div',
        { class: 'pair tight' },
        field(text('settings.rounds'), this.rounds, { name: 'max_rounds' }),
        field(text('settings.questions'), this.questions, { name: 'questions', help: text('settings.questions.help') }),
      ),
      field(text('settings.judge'), this.judge, { name: 'judge', help: text('settings.judge.help') }),
      field(text('settings.heldOut'), this.heldOut, { name: 'held_out', help: text('settings.heldOut.help') }),
      field(text('settings.handOut'), this.handOut, { name: 'hand_out', help: text('settings.handOut.help') }),
      this.modelsFieldset(),
      this.budget.node,
      this.more.node,
    );
  }

  /** The marks between which text is frozen, or undefined. */
  frozen() {
    const { open, close } = this.more.inputs;
    return open.value !== '' && close.value !== '' ? { open: open.value, close: close.value } : undefined;
  }

  /** The job's request, without its template. */
  request() {
    const { inputs } = this.more;
    return withoutGaps({
      name: filled(this.name),
      max_rounds: numberIn(this.rounds),
      questions: numberIn(this.questions),
      judge: filled(this.judge),
      held_out: numberIn(this.heldOut),
      hand_out: this.handOut.value,
      models: withoutGaps(Object.fromEntries(this.models.map(({ role, request }) => [role, request()]))),
      budget: this.budget.request(),
      mode: inputs.mode.value,
      placement: inputs.placement.value,
      language: filled(inputs.language),
      patience: numberIn(inputs.patience),
      void_rounds: numberIn(inputs.voidRounds),
      max_words: numberIn(inputs.words),
      max_time: minutes(inputs.time),
      seed: numberIn(inputs.seed),
      first_questions: inputs.first.checked,
      frozen: this.frozen(),
    });
  }

  modelsFieldset() {
    return element(
      'fieldset',
      {},
      element('legend', {}, text('models.title')),
      this.service.simulation
        ? element('p', { class: 'help' }, text('models.simulation'))
        : this.models.map(({ node }) => node),
    );
  }

  roleFields(role) {
    if (this.service.simulation) {
      return { role, request: () => undefined };
    }
    const model = this.bind(`model.${role}`, modelSelect(this.service, role));
    const temperature = this.bind(`temperature.${role}`, numberInput({ min: 0, max: 2, step: 0.1 }));
    return {
      role,
      request: () => withoutGaps({ model: filled(model), temperature: numberIn(temperature) }),
      node: element(
        'div',
        { class: 'pair wide-first' },
        field(text(`role.${role}`), model, { name: `models.${role}.model` }),
        field(text('models.temperature', { role: text(`role.${role}`) }), temperature, {
          name: `models.${role}.temperature`,
        }),
      ),
    };
  }

  moreFields() {
    const inputs = {
      mode: this.bind('mode', options('mode', ['base_model', 'reasoning_model'])),
      placement: this.bind('placement', options('placement', ['user', 'system'])),
      language: this.bind('language', select([['', text('language.auto')], ['en', 'English'], ['zh', '中文']], '')),
      patience: this.bind('patience', numberInput({ min: 1, step: 1 })),
      voidRounds: this.bind('voidRounds', numberInput({ min: 1, step: 1 })),
      words: this.bind('words', numberInput({ min: 1, step: 1 })),
      time: this.bind('time', numberInput({ min: 1, step: 1 })),
      seed: this.bind('seed', numberInput({ step: 1 })),
      first: this.bind('first', element('input', { type: 'checkbox' })),
      open: this.bind('open', element('input', { type: 'text', autocomplete: 'off', spellcheck: 'false' })),
      close: this.bind('close', element('input', { type: 'text', autocomplete: 'off', spellcheck: 'false' })),
    };
    return {
      inputs,
      node: element(
        'details',
        {},
        element('summary', {}, text('more.title')),
        element(
          'div',
          { class: 'stack' },
          field(text('more.mode'), inputs.mode, { name: 'mode' }),
          field(text('more.placement'), inputs.placement, { name: 'placement' }),
          field(text('more.language'), inputs.language, { name: 'language' }),
          element(
            'div',
            { class: 'pair tight' },
            field(text('more.patience'), inputs.patience, { name: 'patience', help: text('more.patience.help') }),
            field(text('more.voidRounds'), inputs.voidRounds, {
              name: 'void_rounds',
              help: text('more.voidRounds.help'),
            }),
          ),
          element(
            'div',
            { class: 'pair tight' },
            field(text('more.words'), inputs.words, { name: 'max_words', help: text('more.words.help') }),
            field(text('more.time'), inputs.time, { name: 'max_time', help: text('more.time.help') }),
          ),
          field(text('more.seed'), inputs.seed, { name: 'seed', help: text('more.seed.help') }),
          checkbox(text('more.first'), inputs.first),
          element(
            'fieldset',
            {},
            element('legend', {}, text('more.frozen')),
            element('p', { class: 'help' }, text('more.frozen.help')),
            element(
              'div',
              { class: 'pair' },
              field(text('more.frozen.open'), inputs.open, { name: 'frozen.open' }),
              field(text('more.frozen.close'), inputs.close, { name: 'frozen.close' }),
            ),
          ),
        ),
      ),
    };
  }
}

/** A choice among the service's models, with the default. */
export function modelSelect(service, role) {
  const usual = service.roles[role];
  return select(
    [['', usual ? text('models.usual', { model: usual }) : text('models.choose')], ...service.models.map((model) => [model, model])],
    '',
  );
}

/** The fields of a budget, filled with the service's default. */
export function budgetFields(service, bind, values = service.budget.usual) {
  const { most } = service.budget;
  const calls = bind('budget.calls', numberInput({ value: values.calls, min: 1, max: most.calls, step: 1 }));
  const tokens = bind('budget.tokens', numberInput({ value: values.tokens, min: 1, max: most.tokens, step: 1 }));
  const money = bind('budget.money', numberInput({ value: values.money, min: 0, max: most.money, step: 'any' }));
  return {
    request: () => withoutGaps({ calls: numberIn(calls), tokens: numberIn(tokens), money: numberIn(money) }),
    node: element(
      'fieldset',
      { 'data-field': 'budget' },
      element('legend', {}, text('budget.title')),
      element('p', { class: 'help' }, text('budget.help')),
      element(
        'div',
        { class: 'triple' },
        field(text('budget.calls'), calls, { name: 'budget.calls' }),
        field(text('budget.tokens'), tokens, { name: 'budget.tokens' }),
        field(text('budget.money'), money, { name: 'budget.money' }),
      ),
    ),
  };
}

/** Converts an input in minutes to seconds. */
export function minutes(input) {
  const value = numberIn(input);
  return value === undefined ? undefined : Math.round(value * 60);
}

export function filled(input) {
  return input.value.trim() === '' ? undefined : input.value.trim();
}

function options(name, values) {
  return select(values.map((value) => [value, text(`${name}.${value}`)]), values[0]);
}
