// The stories that are read most just now.

import { polled } from './polled.js';
import { ranks } from './ranks.js';
import { rate } from './format.js';
import { Section } from './section.js';

const EVERY = 10_000;

export function trendingSection() {
  const section = new Section('trending');
  const window = () => section.find('input:checked').value;
  const poll = polled(section, EVERY, () => `/api/trending?window=${window()}&type=story&limit=10`, ({ items }) => {
    section.find('.body').replaceChildren(...ranks(items, ({ score }) => rate(score)));
    if (items.length === 0) {
      section.empty('Nothing is read just now');
    } else {
      section.ready();
    }
  });
  section.find('fieldset').addEventListener('change', () => {
    section.loading();
    poll.again();
  });
  return poll;
}
