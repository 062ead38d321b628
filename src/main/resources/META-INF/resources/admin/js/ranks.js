// A list of stories in order, with a figure each.

import { element } from './dom.js';

export function ranks(stories, figureOf) {
  return stories.map((story) => element('li', {},
    element('span', { className: 'title', title: story.storyId }, story.title || story.storyId),
    element('span', { className: 'n' }, figureOf(story))));
}
