import { element } from '../dom.js';
import { text } from '../text.js';

/** Says that there is nothing at this address. */
export async function notFound({ title }) {
  title(text('notFound.title'));
  return element(
    'div',
    { class: 'stack' },
    element('h1', { tabindex: '-1' }, text('notFound.title')),
    element('p', {}, text('notFound.explained')),
    element('div', { class: 'actions' }, element('a', { class: 'button', href: '#/jobs' }, text('nav.history'))),
  );
}
