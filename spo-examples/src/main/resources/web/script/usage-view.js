import { element } from './dom.js';
import { count, money, text } from './text.js';

const ROLES = ['optimize', 'execute', 'evaluate', 'extract', 'merge'];

/**
 * Total usage, after other figures.
 *
 * @param {?object} usage from the service; null if missing
 * @param {...Node} first the other figures
 */
export function usageView(usage, ...first) {
  return element('dl', { class: 'numbers' }, first, usage && sums(usage.total));
}

function sums(total) {
  return [
    figure('usage.calls', count(total.calls)),
    figure('usage.input', count(total.input_tokens)),
    figure('usage.output', count(total.output_tokens)),
    figure('usage.cost', cost(total)),
  ];
}

export function figure(label, value) {
  return element('div', {}, element('dt', {}, text(label)), element('dd', {}, value));
}

/** Usage by role as a table. */
export function usageTable(usage) {
  const roles = ROLES.filter((role) => usage[role]);
  return element(
    'div',
    { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': text('usage.byRole') },
    element(
      'table',
      {},
      element(
        'thead',
        {},
        element('tr', {}, ['role', 'calls', 'input', 'output', 'cost'].map((column) => element('th', { scope: 'col' }, text(`usage.${column}`)))),
      ),
      element(
        'tbody',
        {},
        roles.map((role) =>
          element(
            'tr',
            {},
            element('th', { scope: 'row' }, text(`role.${role}`)),
            element('td', {}, count(usage[role].calls)),
            element('td', {}, count(usage[role].input_tokens)),
            element('td', {}, count(usage[role].output_tokens)),
            element('td', {}, cost(usage[role])),
          ),
        ),
      ),
    ),
  );
}

function cost({ cost: known, cost_at_most: most }) {
  if (known === null && most !== null && most !== undefined) {
    return text('usage.atMost', { cost: money(most) });
  }
  return money(known);
}
