// The HTTP API of docs/protocol.md, section 4: one function for a call, one error for every way it can fail.
import { withAny } from './abort.js';

/** Nothing that is asked for in JSON takes longer than this. */
const kTimeoutMs = 30_000;

/** A call that did not succeed. */
export class ApiError extends Error {
  /**
   * @param {number} status 0 where no answer came
   * @param {string} code as in the protocol's table; 'offline' where no answer came, 'bad-answer' where it made no sense
   * @param {{reason?: string, field?: string, limit?: number, retryAfter?: number}} [more] retryAfter in seconds
   */
  constructor(status, code, more = {}) {
    super(code);
    this.name = 'ApiError';
    this.status = status;
    this.code = code;
    this.reason = more.reason;
    this.field = more.field;
    this.limit = more.limit;
    this.retryAfter = more.retryAfter;
  }

  /** Would the same call be worth another try? */
  get passing() {
    return this.code === 'offline' || [408, 502, 503, 504].includes(this.status);
  }
}

/**
 * The error that a refused call's answer tells of.
 * @param {number} status
 * @param {string} text the body
 * @param {string | null} retryAfter the header
 */
export function problem(status, text, retryAfter) {
  /** @type {Record<string, unknown>} */
  let document = {};
  try {
    document = JSON.parse(text) ?? {};
  } catch {
    // A proxy's own page: the status says all there is.
  }
  const word = (/** @type {string} */ name) => (typeof document[name] === 'string' ? String(document[name]) : undefined);
  const limit = document['limit'];
  return new ApiError(status, word('code') ?? `http-${status}`, {
    reason: word('reason'),
    field: word('field'),
    limit: typeof limit === 'number' ? limit : undefined,
    retryAfter: retryAfter && /^\d{1,6}$/.test(retryAfter) ? Number(retryAfter) : undefined,
  });
}

/** @param {string | undefined} token @returns {Record<string, string>} */
export const authorization = (token) => (token ? { Authorization: `Bearer ${token}` } : {});

/**
 * Sends a request and gives the answer if it is good.
 * @param {string} method
 * @param {string} path under /api/v1, ids as they are (base64url needs no escaping)
 * @param {{token?: string, body?: object, signal?: AbortSignal, keepalive?: boolean}} [options]
 * @returns {Promise<Response>}
 */
export async function request(method, path, options = {}) {
  const { token, body, signal, keepalive } = options;
  let response;
  try {
    response = await fetch(`/api/v1${path}`, {
      method,
      headers: { ...authorization(token), ...(body ? { 'Content-Type': 'application/json' } : {}) },
      body: body ? JSON.stringify(body) : null,
      signal: signal ?? null,
      keepalive: keepalive ?? false,
      credentials: 'omit',
      cache: 'no-store',
      redirect: 'error',
      referrerPolicy: 'no-referrer',
    });
    if (!response.ok) throw problem(response.status, await response.text(), response.headers.get('Retry-After'));
  } catch (error) {
    if (error instanceof ApiError || isAbort(error)) throw error;
    throw new ApiError(0, 'offline');
  }
  return response;
}

/**
 * A call with JSON in and out.
 * @param {string} method
 * @param {string} path
 * @param {{token?: string, body?: object, signal?: AbortSignal, keepalive?: boolean}} [options]
 * @returns {Promise<any>} null where the answer has no body
 */
export async function call(method, path, options = {}) {
  const timeout = AbortSignal.timeout(kTimeoutMs);
  try {
    return await withAny(options.signal ? [options.signal, timeout] : [timeout], async (signal) => {
      const response = await request(method, path, { ...options, signal });
      return response.status === 204 ? null : response.json();
    });
  } catch (error) {
    if (error instanceof ApiError || options.signal?.aborted) throw error;
    throw new ApiError(0, error instanceof SyntaxError ? 'bad-answer' : 'offline');
  }
}

/** @param {unknown} error */
export const isAbort = (error) => error instanceof DOMException && error.name === 'AbortError';
