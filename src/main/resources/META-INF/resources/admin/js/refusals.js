// What is over the limit of each policy.

import { cell, row, rowHead } from './dom.js';
import { count, rate } from './format.js';
import { Section } from './section.js';

function rowOf([policy, refusals]) {
  const watched = refusals.shadowedLastMinute > 0 ? ` (${count(refusals.shadowedLastMinute)} let through)` : '';
  return row(
    rowHead(policy),
    cell(rate(refusals.perSecond), 'n'),
    cell(count(refusals.lastMinute) + watched, 'n'),
  );
}

export function refusalsSection() {
  const section = new Section('refusals');

  return {
    section,
    reset: () => section.loading(),
    show({ refusals }) {
      section.find('tbody').replaceChildren(...Object.entries(refusals).map(rowOf));
      if (Object.keys(refusals).length === 0) {
        section.empty('No policies');
      } else {
        section.ready();
      }
    },
  };
}
