import { readService } from './api.js';
import { element, fill } from './dom.js';
import { THEMES, chooseTheme, theme } from './preferences.js';
import { text } from './text.js';
import { changeToken } from './token.js';

/**
 * Draws the frame around every view.
 *
 * @param {string} path the view's, to mark its place in the navigation
 * @param {function(string): void} changeLanguage called with the chosen language
 * @returns {HTMLElement} where the view goes
 */
export function frame(path, changeLanguage) {
  const main = element('main', { id: 'main', tabindex: '-1' }, element('p', { class: 'loading' }, text('loading')));
  const notice = element('aside', { class: 'notice', 'aria-label': text('notice'), hidden: true });
  const forToken = element('span', {});
  const version = element('span', {});
  fill(
    document.getElementById('frame'),
    element('a', { class: 'skip', href: '#main', on: { click: (event) => skip(event, main) } }, text('skip')),
    element(
      'header',
      { class: 'top' },
      element('a', { class: 'wordmark', href: '#/new', 'aria-label': text('home') }, 'SPO'),
      element('nav', { 'aria-label': text('navigation') }, links(path)),
      element('div', { class: 'preferences' }, forToken, languageButton(changeLanguage), themeSelect()),
    ),
    notice,
    main,
    element('footer', { class: 'bottom' }, element('span', {}, text('footer')), version),
  );
  readService().then(
    (service) => {
      if (service.simulation) {
        fill(notice, element('p', {}, text('simulation')));
        notice.hidden = false;
      }
      if (service.token) {
        fill(forToken, tokenButton());
      }
      fill(version, text('version', { version: service.version }));
    },
    () => {
      // The view makes the same request and shows the problem.
    },
  );
  return main;
}

function links(path) {
  return element(
    'ul',
    {},
    [
      ['/new', 'nav.new'],
      ['/style', 'nav.style'],
      ['/jobs', 'nav.history'],
    ].map(([target, label]) =>
      element(
        'li',
        {},
        element(
          'a',
          {
            href: `#${target}`,
            'aria-current': path === target ? 'page' : path.startsWith(`${target}/`) && 'true',
          },
          text(label),
        ),
      ),
    ),
  );
}

function skip(event, main) {
  event.preventDefault();
  main.focus();
  main.scrollIntoView();
}

function languageButton(changeLanguage) {
  const other = document.documentElement.lang.startsWith('zh') ? 'en' : 'zh';
  const name = other === 'zh' ? '中文' : 'English';
  return element(
    'button',
    { type: 'button', id: 'language', class: 'quiet', lang: other, on: { click: () => changeLanguage(other) } },
    name,
  );
}

function themeSelect() {
  const choice = element(
    'select',
    {
      id: 'theme',
      class: 'quiet',
      'aria-label': text('theme'),
      value: theme(),
      on: { change: () => chooseTheme(choice.value) },
    },
    THEMES.map((name) => element('option', { value: name }, text(`theme.${name}`))),
  );
  return choice;
}

function tokenButton() {
  return element(
    'button',
    { type: 'button', class: 'quiet', on: { click: changeToken } },
    text('token.change'),
  );
}
