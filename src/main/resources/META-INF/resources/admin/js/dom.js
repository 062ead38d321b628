// Elements. Text is set as text, whoever wrote it: titles are readers' words, and no markup.

import { ago, moment } from './format.js';

export const byId = (id) => document.getElementById(id);

export function element(name, properties = {}, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

/** Nothing is touched that stays as it is, so that what is selected or read stays so too. */
export function setText(target, text) {
  const node = typeof target === 'string' ? byId(target) : target;
  if (node.textContent !== text) {
    node.textContent = text;
  }
}

const pass = (value) => (value instanceof Node ? value : document.createTextNode(value));

export const cell = (value, className = '') => element('td', { className }, pass(value));
export const rowHead = (value) => element('th', { scope: 'row' }, pass(value));
export const row = (...cells) => element('tr', {}, ...cells);

/** How long ago, with the moment itself for those who point at it. */
export function time(instant) {
  const date = new Date(instant);
  return element('time', { dateTime: date.toISOString(), title: moment(date) }, ago(date));
}

export function refreshTimes(now = new Date()) {
  document.querySelectorAll('time').forEach((node) => setText(node, ago(new Date(node.dateTime), now)));
}
