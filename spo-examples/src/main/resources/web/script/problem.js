/** A refusal by the service, or a failed connection. */
export class Problem extends Error {
  /**
   * @param {number} status the HTTP status; 0 if there was no answer
   * @param {{code: string, detail?: string, errors?: Array}} body the service's answer
   */
  constructor(status, { code, detail = '', errors = [] }) {
    super(detail || code);
    this.status = status;
    this.code = code;
    this.detail = detail;
    this.errors = errors;
  }

  /** Reads the answer to a refused request. */
  static async of(response) {
    try {
      const body = await response.json();
      if (typeof body.code === 'string') {
        return new Problem(response.status, body);
      }
    } catch {
      // A proxy answered: only the status is known.
    }
    return new Problem(response.status, { code: 'unknown_answer', detail: `HTTP ${response.status}` });
  }
}
