// Requests to the service that served the page. The token goes in a header, never in an address.

import { token } from './session.js';

export class ApiError extends Error {
  constructor(status, detail) {
    super(detail);
    this.status = status;
  }

  get isRefusal() {
    return this.status === 401 || this.status === 403;
  }
}

/** What the service says went wrong, in its words where it has some: those of a problem, or of a report. */
async function errorOf(response) {
  const problem = await response.json().catch(() => ({}));
  const words = problem.detail || (problem.errors || []).join(' ');
  return new ApiError(response.status, words || `The service answered ${response.status}.`);
}

export async function request(path, options = {}) {
  const { headers, ...others } = options;
  const response = await fetch(path, {
    cache: 'no-store',
    credentials: 'omit',
    redirect: 'error',
    ...others,
    headers: { Authorization: `Bearer ${token()}`, ...headers },
  });
  if (!response.ok) {
    throw await errorOf(response);
  }
  return response;
}

export async function read(path, options) {
  const response = await request(path, { ...options, headers: { Accept: 'application/json' } });
  return response.json();
}

/** A sentence for people about whatever was thrown. */
export function wordsOf(failure) {
  if (!(failure instanceof ApiError)) {
    return 'The service does not answer.';
  }
  return failure.status === 404 ? 'This service does not offer it.' : failure.message;
}
