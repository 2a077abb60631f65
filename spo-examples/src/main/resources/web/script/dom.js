/**
 * Creates an element. Text is always text, never markup.
 *
 * @param {string} name the element's name
 * @param {object} properties attributes by name; those null, undefined or false are left out. `on` holds listeners by
 *     event type, `value` is set once the children are there
 * @param {...(Node|string|number|null|undefined|false|Array)} children nodes and texts; empty ones are left out
 * @returns {HTMLElement} the element
 */
export function element(name, properties = {}, ...children) {
  const { on = {}, value, ...attributes } = properties;
  const made = document.createElement(name);
  for (const [attribute, content] of Object.entries(attributes)) {
    if (content !== null && content !== undefined && content !== false) {
      made.setAttribute(attribute, content === true ? '' : String(content));
    }
  }
  for (const [type, listener] of Object.entries(on)) {
    made.addEventListener(type, listener);
  }
  made.append(...present(children));
  if (value !== null && value !== undefined) {
    made.value = value;
  }
  return made;
}

/** Replaces the children of a parent. */
export function fill(parent, ...children) {
  parent.replaceChildren(...present(children));
  return parent;
}

let made = 0;

/** An id that no other element has, to point a label or a description at. */
export function uniqueId(name) {
  made += 1;
  return `${name}-${made}`;
}

function present(children) {
  return children
    .flat(Infinity)
    .filter((child) => child !== null && child !== undefined && child !== false && child !== '')
    .map((child) => (typeof child === 'number' ? String(child) : child));
}
