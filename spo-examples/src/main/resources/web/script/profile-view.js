import { element } from './dom.js';
import { has, text } from './text.js';

/** A style profile, field by field, without empty ones; unknown fields are shown too. */
export function profileView(profile) {
  const rows = Object.entries(profile).map(([name, value]) => row(name, value));
  return rows.some((made) => made !== null) ? element('dl', { class: 'facts' }, rows) : null;
}

function row(name, value) {
  const shown = content(value);
  return shown && [element('dt', {}, has(`profile.${name}`) ? text(`profile.${name}`) : name), element('dd', {}, shown)];
}

function content(value) {
  if (value === null || value === '' || (Array.isArray(value) && value.length === 0)) {
    return null;
  }
  if (Array.isArray(value)) {
    const simple = value.every((one) => typeof one !== 'object');
    return simple
      ? element('ul', { class: 'words' }, value.map((one) => element('li', {}, String(one))))
      : element('pre', { tabindex: '0' }, JSON.stringify(value, null, 2));
  }
  if (typeof value === 'object') {
    return profileView(value);
  }
  return element('div', { class: 'prose' }, String(value));
}
