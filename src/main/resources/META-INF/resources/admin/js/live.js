// The live stream: connects, tells what comes, comes again when it breaks, and stops where the token is refused.

import { ApiError, request } from './api.js';
import { EventReader } from './events.js';

const PATH = '/api/admin/live';
const FIRST_PAUSE = 1_000;
const LONGEST_PAUSE = 15_000;

/** An event is due each second; a stream without any for so long leads nowhere. */
const SILENCE = 6_000;

/**
 * Watches until it is stopped.
 *
 * @param listener told by opened(), event(name, data), waiting(milliseconds), refused(failure)
 * @returns what ends it
 */
export function watch(listener) {
  const ended = new AbortController();
  run(listener, ended.signal).catch((failure) => {
    if (!ended.signal.aborted) {
      throw failure;
    }
  });
  return () => ended.abort();
}

async function run(listener, ended) {
  let attempt = 0;
  while (!ended.aborted) {
    try {
      await listen(listener, ended, () => { attempt = 0; });
    } catch (failure) {
      if (ended.aborted) {
        return;
      }
      if (failure instanceof ApiError && failure.isRefusal) {
        listener.refused(failure);
        return;
      }
    }
    const pause = pauseBefore(attempt++);
    listener.waiting(pause);
    await sleep(pause, ended);
  }
}

/** Half of it random, so that many pages do not come again at once. */
function pauseBefore(attempt) {
  const longest = Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** attempt);
  return longest / 2 + Math.random() * (longest / 2);
}

function sleep(millis, ended) {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, millis);
    ended.addEventListener('abort', () => { clearTimeout(timer); resolve(); }, { once: true });
  });
}

async function listen(listener, ended, worked) {
  const broken = new AbortController();
  const abort = () => broken.abort();
  let watchdog = setTimeout(abort, SILENCE);
  ended.addEventListener('abort', abort, { once: true });
  try {
    const response = await request(PATH, { headers: { Accept: 'text/event-stream' }, signal: broken.signal });
    listener.opened();
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    const events = new EventReader();
    for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
      clearTimeout(watchdog);
      watchdog = setTimeout(abort, SILENCE);
      worked();
      events.read(chunk.value).forEach((event) => listener.event(event.name, JSON.parse(event.data)));
    }
  } finally {
    clearTimeout(watchdog);
    ended.removeEventListener('abort', abort);
  }
}
