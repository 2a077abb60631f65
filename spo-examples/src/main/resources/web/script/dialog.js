import { element, uniqueId } from './dom.js';
import { text } from './text.js';

/**
 * Shows a dialog over the page; the page is inert until the dialog is closed, and then gets the focus back.
 *
 * @param {string} title its heading
 * @param {function(function(*): void): Node} content makes its content; gets a function that closes it with an answer
 * @returns {Promise<*>} the answer; null if it was closed without one
 */
export function showDialog(title, content) {
  return new Promise((resolve) => {
    const heading = uniqueId('dialog');
    let answer = null;
    const close = (given) => {
      answer = given ?? null;
      dialog.close();
    };
    const dialog = element('dialog', { 'aria-labelledby': heading }, element('h2', { id: heading }, title));
    dialog.append(content(close));
    dialog.addEventListener('close', () => {
      dialog.remove();
      resolve(answer);
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}

/** A dialog's buttons: the given ones and one that closes it without an answer. */
export function dialogActions(close, ...buttons) {
  return element(
    'div',
    { class: 'actions end' },
    element('button', { type: 'button', class: 'quiet', on: { click: () => close(null) } }, text('cancel')),
    buttons,
  );
}

/** Asks for a confirmation; the answer is true or false. */
export async function confirmed(title, explanation, yes, weight = 'primary') {
  const answer = await showDialog(title, (close) =>
    element(
      'div',
      { class: 'stack' },
      element('p', {}, explanation),
      dialogActions(
        close,
        element('button', { type: 'button', class: weight, on: { click: () => close(true) } }, yes),
      ),
    ),
  );
  return answer === true;
}
