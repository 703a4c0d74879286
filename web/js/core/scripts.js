// The only scripts that a page starts besides its own modules, as Trusted Types asks them to be named.

const kScripts = new Set(['/js/core/worker.js', '/sw.js']);

/** @type {any} */
const trustedTypes = /** @type {any} */ (globalThis).trustedTypes;
const policy = trustedTypes?.createPolicy('mayfly', {
  /** @param {string} url */
  createScriptURL(url) {
    if (!kScripts.has(url)) throw new TypeError('not a script of ours');
    return url;
  },
});

/** @param {string} url @returns {string} where the browser knows Trusted Types, one of them */
export const scriptUrl = (url) => policy?.createScriptURL(url) ?? url;
