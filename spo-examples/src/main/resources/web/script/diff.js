/** With more edits than this, two texts have so little in common that they are shown one after the other. */
const MOST_EDITS = 800;

/**
 * Compares two texts word by word. Chinese, which has no spaces, is split into words where the browser can, else into
 * characters.
 *
 * @param {string} before the text as it was
 * @param {string} after the text as it is
 * @returns {Array<{kind: 'same'|'gone'|'new', text: string}>} the stretches in order, deletions before insertions
 */
export function wordDiff(before, after) {
  const old = words(before);
  const now = words(after);
  let start = 0;
  while (start < old.length && start < now.length && old[start] === now[start]) {
    start += 1;
  }
  let end = 0;
  while (
    end < old.length - start &&
    end < now.length - start &&
    old[old.length - 1 - end] === now[now.length - 1 - end]
  ) {
    end += 1;
  }
  return joined([
    ...old.slice(0, start).map((word) => ({ kind: 'same', text: word })),
    ...edits(old.slice(start, old.length - end), now.slice(start, now.length - end)),
    ...old.slice(old.length - end).map((word) => ({ kind: 'same', text: word })),
  ]);
}

/** Splits a text into words, spaces, and signs; nothing is lost. */
export function words(text) {
  if (typeof Intl.Segmenter === 'function') {
    return Array.from(new Intl.Segmenter('zh', { granularity: 'word' }).segment(text), ({ segment }) => segment);
  }
  return text.match(/\p{Script=Han}|\s|[\p{L}\p{N}_]+?(?=\p{Script=Han}|[^\p{L}\p{N}_]|$)|./gsu) ?? [];
}

/** The shortest way from one to the other, after Myers (1986). */
function edits(old, now) {
  const reached = [];
  const bound = Math.min(old.length + now.length, MOST_EDITS);
  let furthest = new Map([[1, 0]]);
  for (let distance = 0; distance <= bound; distance += 1) {
    reached.push(furthest);
    const next = new Map();
    for (let diagonal = -distance; diagonal <= distance; diagonal += 2) {
      let x = goesDown(furthest, diagonal, distance) ? furthest.get(diagonal + 1) : furthest.get(diagonal - 1) + 1;
      let y = x - diagonal;
      while (x < old.length && y < now.length && old[x] === now[y]) {
        x += 1;
        y += 1;
      }
      next.set(diagonal, x);
      if (x >= old.length && y >= now.length) {
        return walkBack(old, now, reached);
      }
    }
    furthest = next;
  }
  return [
    { kind: 'gone', text: old.join('') },
    { kind: 'new', text: now.join('') },
  ];
}

function goesDown(furthest, diagonal, distance) {
  return (
    diagonal === -distance ||
    (diagonal !== distance && furthest.get(diagonal - 1) < furthest.get(diagonal + 1))
  );
}

function walkBack(old, now, reached) {
  const parts = [];
  let x = old.length;
  let y = now.length;
  for (let distance = reached.length - 1; distance > 0; distance -= 1) {
    const furthest = reached[distance];
    const diagonal = x - y;
    const down = goesDown(furthest, diagonal, distance);
    const fromDiagonal = down ? diagonal + 1 : diagonal - 1;
    const fromX = furthest.get(fromDiagonal);
    const fromY = fromX - fromDiagonal;
    const afterX = down ? fromX : fromX + 1;
    while (x > afterX) {
      parts.push({ kind: 'same', text: old[x - 1] });
      x -= 1;
      y -= 1;
    }
    parts.push(down ? { kind: 'new', text: now[fromY] } : { kind: 'gone', text: old[fromX] });
    x = fromX;
    y = fromY;
  }
  while (x > 0) {
    parts.push({ kind: 'same', text: old[x - 1] });
    x -= 1;
  }
  return parts.reverse();
}

/** Joins neighbours of the same kind; a space between two changes belongs to them. */
function joined(parts) {
  const stretches = [];
  let gone = '';
  let come = '';
  let gap = '';
  const settle = () => {
    stretches.push({ kind: 'gone', text: gone }, { kind: 'new', text: come });
    gone = '';
    come = '';
  };
  for (const { kind, text } of parts) {
    if (kind === 'same') {
      if ((gone || come) && text.trim() === '' && !text.includes('\n')) {
        gap += text;
        continue;
      }
      settle();
      stretches.push({ kind: 'same', text: gap + text });
      gap = '';
    } else {
      gone += gap + (kind === 'gone' ? text : '');
      come += gap + (kind === 'new' ? text : '');
      gap = '';
    }
  }
  settle();
  stretches.push({ kind: 'same', text: gap });
  return stretches
    .filter(({ text }) => text !== '')
    .reduce((merged, stretch) => {
      const last = merged.at(-1);
      if (last && last.kind === stretch.kind) {
        last.text += stretch.text;
      } else {
        merged.push({ ...stretch });
      }
      return merged;
    }, []);
}
