// The platform's views of today, a week and a month.

import { LineChart } from './charts.js';
import { byId, setText } from './dom.js';
import { MISSING, change, compact, count, day } from './format.js';
import { polled } from './polled.js';
import { ranks } from './ranks.js';
import { Section } from './section.js';

const EVERY = 5 * 60_000;
const PERIODS = ['today', 'week', 'month'];

function showPeriod(name, period) {
  setText(`kpis-${name}`, compact(period?.views));
  const text = change(period?.change);
  setText(`kpis-${name}-change`, text === MISSING ? MISSING : `${text} vs. before`);
}

function summaryOf(series) {
  const most = series.reduce((best, one) => (one.views > best.views ? one : best));
  const since = day(new Date(series[0].day));
  return most.views === 0
    ? `No views since ${since}.`
    : `Views a day since ${since}; most on ${day(new Date(most.day))}: ${count(most.views)}.`;
}

export function kpisSection() {
  const section = new Section('kpis');
  const chart = new LineChart('kpis-chart', [{ label: 'Views', style: 'solid' }]);

  return polled(section, EVERY, () => '/api/admin/kpis', (kpis) => {
    PERIODS.forEach((name) => showPeriod(name, kpis[name]));
    const series = kpis.series ?? [];
    chart.draw(series.map(({ day: on, views }) => ({ x: Date.parse(on), y: views })));
    setText('kpis-summary', series.length === 0 ? 'No days yet.' : summaryOf(series));
    const top = kpis.topStories ?? [];
    byId('kpis-top').replaceChildren(...ranks(top, ({ views }) => count(views)));
    section.find('h3').hidden = top.length === 0;
    section.ready();
  });
}
