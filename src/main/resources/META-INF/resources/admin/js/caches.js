// How often each named cache had what was asked for.

import { cell, element, row, rowHead } from './dom.js';
import { percent, rate } from './format.js';
import { Section } from './section.js';

/** The figure, and a bar for those who look quickly. */
function hitRate(share) {
  const text = percent(share);
  return share === undefined
    ? text
    : element('span', { className: 'share' },
      element('meter', { min: 0, max: 1, value: share, ariaHidden: 'true' }), text);
}

function rowOf([name, cache]) {
  return row(
    rowHead(name),
    cell(rate(cache.requestsPerSecond), 'n'),
    cell(hitRate(cache.hitRateLastMinute), 'n'),
    cell(percent(cache.hitRate), 'n'),
  );
}

export function cachesSection() {
  const section = new Section('caches');

  return {
    section,
    reset: () => section.loading(),
    show({ caches }) {
      const read = Object.entries(caches).filter(([, cache]) => cache.hits + cache.stale + cache.misses > 0);
      section.find('tbody').replaceChildren(...read.map(rowOf));
      if (read.length === 0) {
        section.empty('No cache has been read yet');
      } else {
        section.ready();
      }
    },
  };
}
