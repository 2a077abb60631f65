import { announce } from './announce.js';
import { element } from './dom.js';
import { text } from './text.js';

/** Lets the browser save a file. */
export function saveFile(name, content, type = 'text/plain;charset=utf-8') {
  const blob = content instanceof Blob ? content : new Blob([content], { type });
  const url = URL.createObjectURL(blob);
  element('a', { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

/** A button that copies a text and says so. */
export function copyButton(content) {
  const button = element(
    'button',
    {
      type: 'button',
      on: {
        click: async () => {
          const copied = await copy(content());
          button.textContent = text(copied ? 'copied' : 'copy.failed');
          announce(button.textContent);
          setTimeout(() => {
            button.textContent = text('copy');
          }, 2_000);
        },
      },
    },
    text('copy'),
  );
  return button;
}

async function copy(content) {
  try {
    await navigator.clipboard.writeText(content);
    return true;
  } catch {
    return copyBySelection(content);
  }
}

/** Without TLS, browsers allow copying only text that a person has selected. */
function copyBySelection(content) {
  const area = element('textarea', { class: 'for-screen-readers', 'aria-hidden': 'true', tabindex: '-1' });
  area.value = content;
  document.body.append(area);
  const focused = document.activeElement;
  area.select();
  const copied = document.execCommand('copy');
  area.remove();
  focused?.focus();
  return copied;
}
