// What is asked for now and then, while somebody is signed in and the tab is seen.

import { read, wordsOf } from './api.js';

/**
 * @param section what shows it
 * @param every milliseconds
 * @param path tells what to ask for
 * @param show shows the answer
 */
export function polled(section, every, path, show) {
  let timer = null;
  let asked = null;

  async function ask() {
    asked?.abort();
    asked = new AbortController();
    const { signal } = asked;
    try {
      const answer = await read(path(), { signal });
      if (!signal.aborted) {
        show(answer);
      }
    } catch (failure) {
      if (!signal.aborted) {
        section.failed(wordsOf(failure));
      }
    }
  }

  const askIfSeen = () => document.visibilityState === 'visible' && timer !== null && ask();
  document.addEventListener('visibilitychange', askIfSeen);

  return {
    section,
    again: ask,
    start() {
      timer ??= setInterval(askIfSeen, every);
      ask();
    },
    stop() {
      clearInterval(timer);
      timer = null;
      asked?.abort();
      section.loading();
    },
  };
}
