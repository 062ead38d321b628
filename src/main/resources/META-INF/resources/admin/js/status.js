// The line that says how things are. It is read aloud when that changes, and not each second.

import { byId, setText } from './dom.js';

let countdown = null;

function show(state, text) {
  clearInterval(countdown);
  setText('status-countdown', '');
  byId('status').dataset.state = state;
  setText('status-text', text);
}

export const signedOut = () => show('signed-out', 'Not signed in');
export const connecting = () => show('connecting', 'Connecting');

export function reconnecting(pause) {
  const until = Date.now() + pause;
  show('reconnecting', 'Connection lost, reconnecting');
  const tick = () => setText('status-countdown', `in ${Math.max(1, Math.ceil((until - Date.now()) / 1_000))} s`);
  tick();
  countdown = setInterval(tick, 1_000);
}

export function live(figures) {
  if (figures.redis.status === 'disabled') {
    show('degraded', 'Live. Redis is switched off: counting in Postgres');
  } else if (figures.redis.status === 'down') {
    show('degraded', 'Live. Redis away: counting in Postgres');
  } else if (figures.views.countedIn === 'database') {
    show('degraded', 'Live. Views are counted in Postgres, not through Redis');
  } else if (!figures.postgres.up || figures.postgres.circuitOpen) {
    show('degraded', 'Live. Postgres away: counting in Redis, syncs wait');
  } else {
    show('live', 'Live');
  }
}
