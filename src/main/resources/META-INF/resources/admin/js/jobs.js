// Jobs of all queues by state.

import { byId, setText } from './dom.js';
import { count } from './format.js';
import { Section } from './section.js';

const STATES = ['ready', 'delayed', 'claimed', 'dead'];

export function jobsSection() {
  const section = new Section('jobs');

  return {
    section,
    reset: () => section.loading(),
    show({ jobs, redis }) {
      if (redis.status === 'down' || redis.status === 'disabled') {
        section.failed('Redis does not tell.');
        return;
      }
      STATES.forEach((state) => setText(`jobs-${state}`, count(jobs[state])));
      byId('jobs-dead').className = jobs.dead > 0 ? 'bad' : '';
      section.ready();
    },
  };
}
