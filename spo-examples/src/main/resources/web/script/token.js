import { element } from './dom.js';
import { text } from './text.js';
import { showDialog, dialogActions } from './dialog.js';
import { field } from './form.js';

const KEY = 'spo.token';

let asking = null;

/** The token that requests carry, kept until the tab is closed, or null. */
export function token() {
  return sessionStorage.getItem(KEY);
}

export function forgetToken() {
  sessionStorage.removeItem(KEY);
}

/**
 * Asks for a token, once however many requests were refused.
 *
 * @param {?string} refused what the refused request carried; if there is another by now, nobody is asked
 * @returns {Promise<boolean>} whether there is one to try
 */
export async function askForToken(refused) {
  if (token() !== refused) {
    return token() !== null;
  }
  asking ??= ask(refused !== null).finally(() => {
    asking = null;
  });
  return asking;
}

async function ask(wasWrong) {
  const input = element('input', { type: 'password', autocomplete: 'off', spellcheck: 'false', required: true });
  const given = await showDialog(text('token.title'), (close) =>
    element(
      'form',
      {
        id: 'token-form',
        class: 'stack',
        on: {
          submit: (event) => {
            event.preventDefault();
            close(input.value.trim());
          },
        },
      },
      element('p', {}, text('token.explained')),
      wasWrong && element('p', { class: 'error', role: 'alert' }, text('token.wrong')),
      field(text('token.label'), input),
      dialogActions(close, element('button', { class: 'primary' }, text('token.use'))),
    ),
  );
  if (!given) {
    return false;
  }
  sessionStorage.setItem(KEY, given);
  return true;
}
