import { element, fill, uniqueId } from './dom.js';

/**
 * A labelled input with room for help and an error.
 *
 * @param {string} label its label
 * @param {HTMLElement} input the input, select or textarea
 * @param {{help?: string, name?: string}} more a sentence of help; the field's name in the API, to find it by
 */
export function field(label, input, { help, name } = {}) {
  input.id ||= uniqueId('field');
  const error = element('p', { class: 'error', id: `${input.id}-error`, hidden: true });
  const described = [error.id];
  const helping = help && element('p', { class: 'help', id: `${input.id}-help` }, help);
  if (helping) {
    described.unshift(helping.id);
  }
  input.setAttribute('aria-describedby', described.join(' '));
  return element(
    'div',
    { class: 'field', 'data-field': name },
    element('label', { for: input.id }, label),
    input,
    helping,
    error,
  );
}

export function numberInput({ value, min, max, step }) {
  return element('input', { type: 'number', inputmode: 'decimal', value: value ?? '', min, max, step });
}

/** A choice; options are pairs of a value and its label. */
export function select(options, value) {
  return element(
    'select',
    { value },
    options.map(([option, label]) => element('option', { value: option }, label)),
  );
}

export function checkbox(label, input) {
  input.id ||= uniqueId('field');
  return element('div', { class: 'checkbox' }, input, element('label', { for: input.id }, label));
}

/** The value of a number input, or undefined if empty. */
export function numberIn(input) {
  return input.value.trim() === '' ? undefined : Number(input.value);
}

/** An object without undefined values; undefined if nothing is left. */
export function withoutGaps(object) {
  const entries = Object.entries(object).filter(([, value]) => value !== undefined);
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}

/**
 * Shows errors at their fields.
 *
 * @param {HTMLElement} form where the fields are
 * @param {Array<{field?: ?string, message: string}>} errors the errors
 * @param {{focus?: boolean}} options whether the first one gets the focus; not while a person types
 * @returns {Array} the errors without a field
 */
export function showFieldErrors(form, errors, { focus = true } = {}) {
  clearFieldErrors(form);
  const left = [];
  let first = null;
  for (const error of errors) {
    const place = error.field && form.querySelector(`[data-field="${CSS.escape(error.field)}"]`);
    if (!place) {
      left.push(error);
      continue;
    }
    place.closest('details')?.setAttribute('open', '');
    const input = place.querySelector('input, select, textarea');
    input.setAttribute('aria-invalid', 'true');
    const message = place.querySelector('.error');
    fill(message, error.message);
    message.hidden = false;
    first ??= input;
  }
  if (focus) {
    first?.focus();
  }
  return left;
}

export function clearFieldErrors(form) {
  for (const place of form.querySelectorAll('[data-field]')) {
    place.querySelector('[aria-invalid]')?.removeAttribute('aria-invalid');
    const message = place.querySelector('.error');
    if (message) {
      message.hidden = true;
      fill(message);
    }
  }
}
