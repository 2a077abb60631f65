/** The page's texts, one dictionary per language, and the formats of numbers and times. */

let language = 'en';
let words = {};
let plurals = new Intl.PluralRules('en');

/** Loads a language; until then the previous one is used. */
export async function speak(chosen) {
  const response = await fetch(`language/${chosen}.json`);
  if (!response.ok) {
    throw new Error(`no dictionary for ${chosen}: ${response.status}`);
  }
  words = await response.json();
  language = chosen;
  plurals = new Intl.PluralRules(chosen);
  document.documentElement.lang = chosen === 'zh' ? 'zh-CN' : chosen;
}

/**
 * A text in the page's language.
 *
 * @param {string} key its name; with a `count` among the values, `.one` or `.other` is looked for behind it
 * @param {object} values what to put in place of `{name}`; numbers are written as the language does
 */
export function text(key, values = {}) {
  const plural = typeof values.count === 'number' ? words[`${key}.${plurals.select(values.count)}`] : undefined;
  const pattern = plural ?? words[`${key}.other`] ?? words[key] ?? key;
  return pattern.replace(/\{(\w+)\}/g, (whole, name) => {
    const value = values[name];
    return value === undefined ? whole : typeof value === 'number' ? number(value) : String(value);
  });
}

/** Whether there is such a text. */
export function has(key) {
  return Object.hasOwn(words, key);
}

export function number(value) {
  return new Intl.NumberFormat(language).format(value);
}

/** A number, or the word for unknown, which is not zero. */
export function count(value) {
  return value === null || value === undefined ? text('unknown') : number(value);
}

/** US dollars, small sums with two significant digits. */
export function money(value) {
  if (value === null || value === undefined) {
    return text('unknown');
  }
  const digits = value !== 0 && Math.abs(value) < 1 ? { maximumSignificantDigits: 2 } : { maximumFractionDigits: 2 };
  return new Intl.NumberFormat(language, {
    style: 'currency',
    currency: 'USD',
    currencyDisplay: 'narrowSymbol',
    ...digits,
  }).format(value);
}

/** A moment, in the reader's time zone. */
export function moment(instant) {
  return new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(instant));
}

/** The language's tag, to split text into words. */
export function tag() {
  return language;
}
