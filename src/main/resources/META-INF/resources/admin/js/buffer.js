// What waits in Redis for its transfer, and the button that transfers it.

import { read, wordsOf } from './api.js';
import { LineChart } from './charts.js';
import { byId, setText } from './dom.js';
import { compact, count, many, millis } from './format.js';
import { Section } from './section.js';

const SPAN = 5 * 60_000;

function wordsOfReport(report) {
  if (report.skipped) {
    return 'Another replica is syncing.';
  }
  const views = report.storyViewsAdded + report.chapterViewsAdded;
  const items = report.storiesProcessed + report.chaptersProcessed;
  return views === 0
    ? `Nothing was waiting (${millis(report.duration)}).`
    : `Transferred ${many(views, 'view', 'views')} of ${many(items, 'item', 'items')} in ${millis(report.duration)}.`;
}

async function sync() {
  byId('sync-now').disabled = true;
  setText('sync-result', 'Syncing');
  try {
    setText('sync-result', wordsOfReport(await read('/api/cron/sync-views', { method: 'POST' })));
  } catch (failure) {
    setText('sync-result', wordsOf(failure));
  } finally {
    byId('sync-now').disabled = false;
    byId('sync-now').focus();
  }
}

export function bufferSection() {
  const section = new Section('buffer');
  const chart = new LineChart('buffer-chart', [{ label: 'Items', style: 'solid' }]);
  let points = [];
  byId('sync-now').addEventListener('click', sync);

  return {
    section,
    reset() {
      points = [];
      setText('sync-result', '');
      section.loading();
    },
    show({ at, buffer }) {
      const now = Date.parse(at);
      if (!buffer) {
        section.failed('Redis does not tell.');
        return;
      }
      points = points.filter(({ x }) => now - x < SPAN);
      points.push({ x: now, y: buffer.items });
      setText('buffer-views', compact(buffer.views));
      setText('buffer-items', count(buffer.items));
      chart.draw(points);
      const most = Math.max(...points.map(({ y }) => y));
      setText('buffer-summary', `Items waiting while you watch; ${count(most)} at most.`);
      section.ready();
    },
  };
}
