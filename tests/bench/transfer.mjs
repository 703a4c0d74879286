// Sends and opens one drop through the real pages, and tells how long that took.
/** In Chromium or Firefox. @typedef {Pick<import('./chromium.mjs').ChromiumPage, 'goto' | 'run' | 'until' | 'chooseFiles' | 'nextDownload'>} Page */

/**
 * Opens the sender's page and chooses files.
 * @param {Page} page
 * @param {string} url of the server
 * @param {string[]} files paths
 */
export async function chooseFiles(page, url, files) {
  await page.goto(`${url}/`);
  await page.until(() => document.querySelector('#files') !== null);
  await page.chooseFiles('#files', files);
  await page.until((count) => document.querySelectorAll('.files li').length === count, files.length);
}

/**
 * From the press on “Seal and send” to the link, in seconds.
 * @param {Page} page after chooseFiles
 * @returns {Promise<{seconds: number, link: string}>} a link that opens any number of times
 */
export function send(page) {
  return page.run(async () => {
    /** @type {HTMLInputElement} */ (document.querySelector('input[name="views"][value="0"]')).click();
    const form = /** @type {HTMLFormElement} */ (document.querySelector('form.options'));
    const start = performance.now();
    form.requestSubmit();
    const link = await seen('#link, [data-end], .wrong:not([hidden])');
    if (!(link instanceof HTMLInputElement)) throw new Error(`not sent: ${document.body.innerText}`);
    return { seconds: (performance.now() - start) / 1000, link: link.value };

    /** Waits for an element. @param {string} selector @returns {Promise<Element>} */
    function seen(selector) {
      return new Promise((resolve) => {
        const look = () => {
          const found = document.querySelector(selector);
          if (found) resolve(found);
          return found !== null;
        };
        if (!look()) new MutationObserver((_, observer) => look() && observer.disconnect()).observe(document.body, { childList: true, subtree: true, attributes: true });
      });
    }
  });
}

/** Opens the recipient's page as far as its button. @param {Page} page @param {string} link */
export async function arrive(page, link) {
  await page.goto(link);
  await page.until(() => document.querySelector('form.gate') !== null);
}

/**
 * From the press on “Open it” until every file is there, whole and checked, in seconds; `first` until the first one is.
 * @param {Page} page after arrive
 * @returns {Promise<{seconds: number, first: number}>}
 */
export function open(page) {
  return page.run(async () => {
    const form = /** @type {HTMLFormElement} */ (document.querySelector('form.gate'));
    let first = 0;
    const start = performance.now();
    form.requestSubmit();
    await new Promise((resolve, reject) => {
      const observer = new MutationObserver(() => {
        if (first === 0 && document.querySelector('.viewer figcaption button:not([disabled])')) first = performance.now() - start;
        if (document.querySelector('.viewer .status:not([hidden])')) resolve(observer.disconnect());
        if (document.querySelector('[data-end], .notice .button')) reject(new Error(`not opened: ${document.body.innerText}`));
      });
      observer.observe(document.body, { childList: true, subtree: true, attributes: true });
    });
    return { seconds: (performance.now() - start) / 1000, first: first / 1000 };
  });
}

/**
 * Saves the only file of an opened drop.
 * @param {Page} page after open
 * @param {string} folder
 * @returns {Promise<{seconds: number, path: string}>} from the press on “Save” to the whole file on the disk
 */
export async function saveFile(page, folder) {
  const saved = page.nextDownload(folder);
  const start = performance.now();
  await page.run(() => /** @type {HTMLButtonElement} */ (document.querySelector('.viewer figcaption button')).click());
  return { path: await saved, seconds: (performance.now() - start) / 1000 };
}

/** @param {Page} page @param {string} url @param {string[]} files @returns {ReturnType<typeof send>} */
export async function sendFiles(page, url, files) {
  await chooseFiles(page, url, files);
  return send(page);
}

/** @param {Page} page @param {string} link @returns {ReturnType<typeof open>} */
export async function openDrop(page, link) {
  await arrive(page, link);
  return open(page);
}
