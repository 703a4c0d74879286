// Putting the chosen files into another order: by a handle that is dragged, or by arrow keys on it.
import { t } from '../text/text.js';
import { h, icon } from '../ui/h.js';

/**
 * @param {string} name of the file
 * @param {HTMLElement} row
 * @param {(to: number) => void} move tells where the row is to be in its list
 * @returns {HTMLButtonElement}
 */
export function orderHandle(name, row, move) {
  const rows = () => [...(row.parentElement?.children ?? [])];
  const place = () => rows().indexOf(row);
  const handle = h('button', { type: 'button', class: 'button quiet square handle', 'aria-label': t('send.move', { name }), onkeydown: byKey, onpointerdown: byPointer }, icon('grip'));

  function byKey(/** @type {KeyboardEvent} */ event) {
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    const to = place() + (step ?? 0);
    if (step === undefined || to < 0 || to >= rows().length) return;
    event.preventDefault();
    move(to);
  }

  function byPointer(/** @type {PointerEvent} */ event) {
    if (event.button !== 0) return;
    event.preventDefault();
    handle.focus();
    handle.setPointerCapture(event.pointerId);
    row.classList.add('held');
    const over = (/** @type {PointerEvent} */ { clientY }) => {
      const to = rows().findIndex((other) => {
        const { top, bottom } = other.getBoundingClientRect();
        return clientY >= top && clientY < bottom;
      });
      if (to >= 0 && to !== place()) move(to);
    };
    const end = () => {
      row.classList.remove('held');
      handle.removeEventListener('pointermove', over);
    };
    handle.addEventListener('pointermove', over);
    handle.addEventListener('lostpointercapture', end, { once: true });
  }
  return handle;
}
