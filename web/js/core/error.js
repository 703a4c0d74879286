// The core's faults as JavaScript errors.

/** common/result.h's Fault by number, in kebab case without the k. */
const CODES = [
  '', 'bad-input', 'bad-link', 'wrong-key', 'bad-header', 'bad-payload', 'truncated', 'bad-archive', 'bad-manifest',
  'unsupported', 'too-large', 'bad-password', 'not-found', 'gone', 'forbidden', 'conflict', 'throttled', 'full',
  'storage', 'corrupt', 'network',
];

/** `code` is one of CODES, 'no-wasm' where the core cannot run, with or without WebAssembly, 'memory' where it ran out, or 'unreadable' where a file cannot be read. */
export class CoreError extends Error {
  /** @param {string} code @param {string} message */
  constructor(code, message) {
    super(message);
    this.name = 'CoreError';
    this.code = code;
  }
}

/** Throws what a call of the core was refused for. @param {number | undefined} fault 0 or nothing where all is well */
export function check(fault) {
  if (fault) throw new CoreError(CODES[fault] ?? 'corrupt', 'refused by the core');
}
