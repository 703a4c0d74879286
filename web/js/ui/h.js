// Makes elements. No markup from strings anywhere: the pages run under Trusted Types.

/** @typedef {Node | string | null | undefined | false} Child */

/**
 * An element with properties and children. `onclick` and the like take functions, `hidden`, `disabled` and other booleans
 * switch attributes, all else becomes an attribute.
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {Record<string, unknown>} [props]
 * @param {...Child} children
 * @returns {HTMLElementTagNameMap[K]}
 */
export function h(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (typeof value === 'function') {
      element.addEventListener(name.slice(2), /** @type {EventListener} */ (value));
    } else if (typeof value === 'boolean') {
      element.toggleAttribute(name, value);
    } else if (value !== undefined && value !== null) {
      element.setAttribute(name, String(value));
    }
  }
  element.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** Drawn on a grid of 24, in lines of the text's colour. */
const kIcons = {
  plus: 'M12 5v14M5 12h14',
  close: 'M6 6l12 12M18 6L6 18',
  copy: 'M9 9h10v11H9zM5 15V4h10',
  check: 'M5 12.5l4.5 4.5L19 7.5',
  down: 'M6 9l6 6 6-6',
  save: 'M12 4v11m-4.5-4.5L12 15l4.5-4.5M5 19.5h14',
  share: 'M12 15V4M8 7.5L12 3.5l4 4M6 11v9h12v-9',
  file: 'M6 3.5h8l4 4v13H6zM14 3.5v4h4',
  flame: 'M12 3c.5 4 5 5.5 5 10.5a5 5 0 0 1-10 0c0-2 1-3.5 2-4.5.5 1.5 1.2 2 2 2.3C11.5 8.5 10.5 6 12 3z',
  clock: 'M12 7v5.5l3.5 2M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17z',
  eye: 'M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12zM12 9.2a2.8 2.8 0 1 0 0 5.6 2.8 2.8 0 0 0 0-5.6z',
  alert: 'M12 8v5M12 16.3v.2M12 3.5L2.8 19.5h18.4z',
  link: 'M10 14a4 4 0 0 0 5.7 0l3.3-3.3a4 4 0 0 0-5.7-5.7L12 6.3M14 10a4 4 0 0 0-5.7 0L5 13.3A4 4 0 0 0 10.7 19l1.3-1.3',
  broken: 'M10.5 6.8l1.8-1.8A4 4 0 0 1 18 10.7l-1.8 1.8M13.5 17.2l-1.8 1.8A4 4 0 0 1 6 13.3l1.8-1.8M8.5 3.5v2.5M3.5 8.5h2.5M15.5 20.5v-2.5M20.5 15.5h-2.5',
  cloud: 'M4 4l16 16M9 6.2a5 5 0 0 1 7.8 3.3A4 4 0 0 1 19.5 16M15.5 18H7.5A4 4 0 0 1 6.5 10.2',
  key: 'M8 10.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9zM11.3 11.8L20 3.5M16.5 7l3 3',
  back: 'M15 5l-7 7 7 7',
  forth: 'M9 5l7 7-7 7',
  grip: 'M5 9h14M5 15h14',
  pause: 'M9 5.5v13M15 5.5v13',
  play: 'M8 5l11 7-11 7z',
  camera: 'M3.5 8H7l2-3h6l2 3h3.5v11h-17zM12 10a3.2 3.2 0 1 0 0 6.4 3.2 3.2 0 0 0 0-6.4z',
  qr: 'M4 4h6v6H4zM14 4h6v6h-6zM4 14h6v6H4zM14 14h2v2h-2zM18 18h2v2h-2zM18 14h2M14 18v2',
  expand: 'M14 4h6v6M20 4l-7 7M10 20H4v-6M4 20l7-7',
  globe: 'M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17zM3.5 12h17M12 3.5c5 5 5 12 0 17M12 3.5c-5 5-5 12 0 17',
  dice: 'M5 5h14v14H5zM9 9v.1M15 15v.1M12 12v.1M15 9v.1M9 15v.1',
};

/** @typedef {keyof typeof kIcons} IconName */

/** A picture that says nothing which the words beside it do not. @param {IconName} name @returns {SVGSVGElement} */
export function icon(name) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  path.setAttribute('d', kIcons[name]);
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('class', 'icon');
  svg.setAttribute('aria-hidden', 'true');
  svg.append(path);
  return svg;
}

/** The mark of the page's header, once more. @param {string} className @returns {Node} */
export function mark(className) {
  const copy = /** @type {Element} */ (document.querySelector('.brand .mark')?.cloneNode(true) ?? h('span'));
  copy.setAttribute('class', `mark ${className}`);
  return copy;
}
