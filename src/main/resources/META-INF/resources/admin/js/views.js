// Views per second, now and over the last five minutes.

import { LineChart } from './charts.js';
import { setText } from './dom.js';
import { clock, rate } from './format.js';
import { Section } from './section.js';

const MINUTES = 5;
const SPAN = MINUTES * 60_000;

const AXES = {
  x: {
    type: 'linear', min: -MINUTES, max: 0,
    ticks: { stepSize: 1, maxRotation: 0, callback: (value) => (value === 0 ? 'now' : `${-value} min ago`) },
    grid: { display: false },
  },
  y: { beginAtZero: true, suggestedMax: 1, ticks: { maxTicksLimit: 5, precision: 0 } },
};

const LINES = [{ label: 'First', style: 'solid' }, { label: 'Repeat', style: 'dashed' }];

export function viewsSection() {
  const section = new Section('views');
  const chart = new LineChart('views-chart', LINES, AXES);
  let points = [];

  function add(point) {
    points = points.filter(({ at }) => point.at - at < SPAN);
    points.push(point);
  }

  function draw(now) {
    const along = (value) => points.map((point) => ({ x: (point.at - now) / 60_000, y: point[value] }));
    chart.draw(along('first'), along('repeat'));
    const totals = points.map(({ first, repeat }) => first + repeat);
    const peak = Math.max(...totals);
    const mean = totals.reduce((sum, total) => sum + total, 0) / totals.length;
    setText('views-summary', peak === 0
      ? `No views since ${clock(points[0].at)}.`
      : `Since ${clock(points[0].at)}: ${rate(mean)} a second on average, ${rate(peak)} at the peak.`);
  }

  return {
    section,
    reset() {
      points = [];
      section.loading();
    },
    course(told) {
      points = told.map((point) => ({ ...point, at: new Date(point.at) }));
    },
    show({ at, views, scope }) {
      const now = new Date(at);
      add({ at: now, first: views.firstPerSecond, repeat: views.repeatPerSecond });
      setText('views-total', rate(views.firstPerSecond + views.repeatPerSecond));
      setText('views-first', rate(views.firstPerSecond));
      setText('views-repeat', rate(views.repeatPerSecond));
      setText('views-ignored', rate(views.ignoredPerSecond));
      draw(now);
      section.ready(scope === 'replica' ? 'Of this replica alone' : '');
    },
  };
}
