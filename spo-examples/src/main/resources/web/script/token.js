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

/**
 * Asks for a token after a refused request, once for any number of them.
 *
 * @param {?string} refused the token of the refused request; if it has been replaced since, nobody is asked
 * @returns {Promise<boolean>} whether there is one to try
 */
export async function askForToken(refused) {
  if (token() !== refused) {
    return token() !== null;
  }
  asking ??= ask({ wasWrong: refused !== null }).finally(() => {
    asking = null;
  });
  return asking;
}

/** Lets a person replace or forget the token; then the page is loaded again. */
export async function changeToken() {
  if (await ask({ canForget: token() !== null })) {
    location.reload();
  }
}

async function ask({ wasWrong = false, canForget = false }) {
  const input = element('input', { type: 'password', autocomplete: 'off', spellcheck: 'false', required: true });
  const given = await showDialog(text('token.title'), (close) =>
    element(
      'form',
      {
        class: 'stack',
        on: {
          submit: (event) => {
            event.preventDefault();
            close({ token: input.value.trim() });
          },
        },
      },
      element('p', {}, text('token.explained')),
      wasWrong && element('p', { class: 'error', role: 'alert' }, text('token.wrong')),
      field(text('token.label'), input),
      dialogActions(
        close,
        canForget &&
          element('button', { type: 'button', on: { click: () => close({ token: null }) } }, text('token.forget')),
        element('button', { class: 'primary' }, text('token.use')),
      ),
    ),
  );
  if (given?.token === null) {
    sessionStorage.removeItem(KEY);
  } else if (given?.token) {
    sessionStorage.setItem(KEY, given.token);
  }
  return given !== null;
}
