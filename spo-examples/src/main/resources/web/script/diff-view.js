import { wordDiff } from './diff.js';
import { element } from './dom.js';
import { text } from './text.js';

/** Two texts as one, with deletions struck through and insertions underlined, and a line that counts both. */
export function diffView(before, after) {
  if (before === after) {
    return element(
      'div',
      { class: 'diff' },
      element('p', { class: 'summary' }, text('diff.same')),
      element('div', { class: 'prose' }, after),
    );
  }
  const parts = wordDiff(before, after);
  return element(
    'div',
    { class: 'diff' },
    element(
      'p',
      { class: 'summary' },
      text('diff.summary', { added: passages(parts, 'new'), removed: passages(parts, 'gone') }),
    ),
    element(
      'div',
      { class: 'prose' },
      parts.map(({ kind, text: part }) => {
        if (kind === 'same') {
          return part;
        }
        return element(kind === 'new' ? 'ins' : 'del', {}, part);
      }),
    ),
  );
}

function passages(parts, kind) {
  return parts.filter((part) => part.kind === kind && part.text.trim() !== '').length;
}
