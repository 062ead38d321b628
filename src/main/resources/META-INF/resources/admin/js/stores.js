// How Redis and Postgres are.

import { byId, element, setText } from './dom.js';
import { MISSING, bytes, millis, percent } from './format.js';
import { Section } from './section.js';

const WORDS = { up: ['Up', 'good'], warning: ['Up, with warnings', 'warn'], down: ['Down', 'bad'], disabled: ['Switched off', 'warn'] };

function showStatus(id, [word, className], circuitOpen) {
  setText(id, circuitOpen && className !== 'bad' ? `${word}, not used` : word);
  byId(id).className = circuitOpen ? 'bad' : className;
}

function memory({ memoryUsed, memoryLimit }) {
  return memoryLimit
    ? `${bytes(memoryUsed)} of ${bytes(memoryLimit)} (${percent(memoryUsed / memoryLimit)})`
    : bytes(memoryUsed);
}

function showWarnings(warnings) {
  const list = byId('redis-warnings');
  if (list.dataset.shown !== JSON.stringify(warnings)) {
    list.dataset.shown = JSON.stringify(warnings);
    list.replaceChildren(...warnings.map(({ advice }) => element('li', {}, advice)));
  }
}

export function redisSection() {
  const section = new Section('redis');
  return {
    section,
    reset: () => section.loading(),
    show({ redis }) {
      showStatus('redis-status', WORDS[redis.status], redis.circuitOpen);
      setText('redis-latency', millis(redis.latency));
      setText('redis-memory', memory(redis));
      setText('redis-version', redis.version ?? MISSING);
      showWarnings(redis.warnings);
      section.ready();
    },
  };
}

export function postgresSection() {
  const section = new Section('postgres');
  return {
    section,
    reset: () => section.loading(),
    show({ postgres }) {
      showStatus('postgres-status', postgres.up ? WORDS.up : WORDS.down, postgres.circuitOpen);
      setText('postgres-latency', millis(postgres.latency));
      section.ready();
    },
  };
}
