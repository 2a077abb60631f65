/** What the service refused, or that it could not be reached. */
export class Problem extends Error {
  /**
   * @param {number} status the HTTP status; 0 if there was no answer
   * @param {{code: string, detail?: string, errors?: Array}} body what the service said
   */
  constructor(status, { code, detail = '', errors = [] }) {
    super(detail || code);
    this.status = status;
    this.code = code;
    this.detail = detail;
    this.errors = errors;
  }

  /** Reads what a refused request was answered with. */
  static async of(response) {
    try {
      const body = await response.json();
      if (typeof body.code === 'string') {
        return new Problem(response.status, body);
      }
    } catch {
      // Something between here and the service answered: the status is all there is.
    }
    return new Problem(response.status, { code: 'unknown_answer', detail: `HTTP ${response.status}` });
  }
}
