/** Choices that this browser keeps: the language and the theme. */

export const LANGUAGES = ['en', 'zh'];
export const THEMES = ['system', 'light', 'dark'];

/** The chosen language, else the first of the browser's that there is, else English. */
export function language() {
  const kept = read('spo.language');
  if (LANGUAGES.includes(kept)) {
    return kept;
  }
  const spoken = navigator.languages.map((tag) => tag.split('-')[0].toLowerCase());
  return spoken.find((tag) => LANGUAGES.includes(tag)) ?? 'en';
}

export function chooseLanguage(chosen) {
  write('spo.language', chosen);
}

/** The chosen theme, else the system's. */
export function theme() {
  const kept = read('spo.theme');
  return THEMES.includes(kept) ? kept : 'system';
}

export function chooseTheme(chosen) {
  write('spo.theme', chosen);
  if (chosen === 'system') {
    delete document.documentElement.dataset.theme;
  } else {
    document.documentElement.dataset.theme = chosen;
  }
}

function read(key) {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

function write(key, value) {
  try {
    localStorage.setItem(key, value);
  } catch {
    // Storage is switched off: the choice is kept until the page is left.
  }
}
