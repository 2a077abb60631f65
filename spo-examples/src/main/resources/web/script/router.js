/** Finds the view of a hash such as `#/jobs/x/compare?left=1`. */
export class Router {
  /** @param {Array<[string, function]>} routes patterns such as `/jobs/:id` and the views they open */
  constructor(routes) {
    this.routes = routes.map(([pattern, view]) => ({ parts: pattern.split('/'), view }));
  }

  /**
   * @param {string} hash the address's hash
   * @returns {?{view: function, path: string, parameters: object, query: URLSearchParams}} null if there is none
   */
  match(hash) {
    const [path, query] = hash.replace(/^#/, '').split('?');
    const parts = path.split('/');
    for (const route of this.routes) {
      const parameters = matchParts(route.parts, parts);
      if (parameters) {
        return { view: route.view, path, parameters, query: new URLSearchParams(query) };
      }
    }
    return null;
  }
}

function matchParts(pattern, parts) {
  if (pattern.length !== parts.length) {
    return null;
  }
  const parameters = {};
  for (const [index, expected] of pattern.entries()) {
    if (!expected.startsWith(':')) {
      if (expected !== parts[index]) {
        return null;
      }
    } else if (parts[index] === '') {
      return null;
    } else {
      parameters[expected.slice(1)] = unescaped(parts[index]);
    }
  }
  return parameters;
}

function unescaped(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

export function go(path) {
  location.hash = path;
}

export const jobPath = (id, page = '') => `/jobs/${encodeURIComponent(id)}${page && `/${page}`}`;
