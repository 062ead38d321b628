// Notifications, and who listens to them.

import { setText } from './dom.js';
import { count, rate } from './format.js';
import { Section } from './section.js';

export function streamsSection() {
  const section = new Section('streams');

  return {
    section,
    reset: () => section.loading(),
    show({ notifications }) {
      setText('streams-created', `${rate(notifications.createdPerSecond)} a second`);
      setText('streams-told', `${rate(notifications.toldPerSecond)} a second`);
      setText('streams-open', count(notifications.streams));
      section.ready();
    },
  };
}
