// Times of day, as the protocol counts them and as a form's field wants them.

/** @returns {number} seconds since 1970 */
export const now = () => Math.floor(Date.now() / 1000);

/** @param {HTMLInputElement} input of type datetime-local @returns {number} seconds since 1970, or NaN */
export const seconds = (input) => Math.floor(new Date(input.value).getTime() / 1000);

/** A time as an input of type datetime-local wants it. @param {number} at seconds since 1970 @returns {string} */
export function local(at) {
  const date = new Date(at * 1000);
  const two = (/** @type {number} */ value) => String(value).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}T${two(date.getHours())}:${two(date.getMinutes())}`;
}
