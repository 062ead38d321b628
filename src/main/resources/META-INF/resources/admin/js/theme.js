// Light or dark: as the system has it, or as somebody chose in this tab.

import { byId, setText } from './dom.js';
import { dressAll } from './charts.js';

const KEY = 'footfall.theme';
const system = window.matchMedia('(prefers-color-scheme: dark)');

const current = () => sessionStorage.getItem(KEY) ?? (system.matches ? 'dark' : 'light');
const other = () => (current() === 'dark' ? 'light' : 'dark');

function apply() {
  document.documentElement.dataset.theme = current();
  setText('theme', other() === 'dark' ? 'Dark' : 'Light');
  byId('theme').setAttribute('aria-label', `Use ${other()} colours`);
  dressAll();
}

export function startTheme() {
  byId('theme').addEventListener('click', () => {
    sessionStorage.setItem(KEY, other());
    apply();
  });
  system.addEventListener('change', apply);
  apply();
}
