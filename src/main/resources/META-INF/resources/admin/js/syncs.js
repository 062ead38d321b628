// The last syncs of all replicas.

import { cell, row, rowHead, time } from './dom.js';
import { count, millis } from './format.js';
import { Section } from './section.js';

function rowOf(sync) {
  return row(
    rowHead(time(sync.at)),
    cell(millis(sync.duration), 'n'),
    cell(count(sync.stories + sync.chapters), 'n'),
    cell(count(sync.views), 'n'),
    sync.success ? cell('Done', 'good') : cell('Incomplete, tried again', 'bad'),
  );
}

export function syncsSection() {
  const section = new Section('syncs');
  let shown = '';

  return {
    section,
    reset() {
      shown = '';
      section.loading();
    },
    show({ syncs }) {
      const latest = JSON.stringify(syncs);
      if (latest !== shown) {
        shown = latest;
        section.find('tbody').replaceChildren(...syncs.map(rowOf));
      }
      if (syncs.length === 0) {
        section.empty('None yet');
      } else {
        section.ready();
      }
    },
  };
}
