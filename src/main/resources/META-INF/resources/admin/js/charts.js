// Charts, drawn by Chart.js in the colours of the page's keys. Nothing moves by itself: a new second is a new drawing.

import { byId } from './dom.js';

const drawn = new Set();

const colorOf = (selector) => getComputedStyle(document.querySelector(selector)).color;

function faint(color, share) {
  return color.replace(/^rgb\((.*)\)$/, `rgba($1, ${share})`);
}

function palette() {
  return {
    first: colorOf('.key.first'),
    repeat: colorOf('.key.repeat'),
    text: colorOf('figcaption'),
    line: faint(colorOf('figcaption'), 0.18),
    surface: getComputedStyle(byId('views')).backgroundColor,
    ink: getComputedStyle(document.body).color,
  };
}

function line(style) {
  return { pointRadius: 0, borderWidth: 2, tension: 0.25, ...style, data: [] };
}

/** How lines are drawn: a solid one, and a dashed one that is another also where nobody sees colours. */
const STYLES = {
  solid: (colors) => ({ borderColor: colors.first, backgroundColor: faint(colors.first, 0.12), fill: 'origin' }),
  dashed: (colors) => ({ borderColor: colors.repeat, borderDash: [5, 4] }),
};

const sparkline = () => ({ x: { type: 'linear', display: false }, y: { display: false, beginAtZero: true, grace: '15%' } });

export class LineChart {
  #chart;
  #lines;
  #isSparkline;

  /**
   * @param id of the canvas
   * @param lines for each its label and its style
   * @param axes how the axes are to be; none: a sparkline
   */
  constructor(id, lines, axes = null) {
    this.#lines = lines;
    this.#isSparkline = axes === null;
    this.#chart = new window.Chart(byId(id), {
      type: 'line',
      data: { datasets: lines.map(({ label }) => line({ label })) },
      options: {
        animation: false,
        parsing: false,
        normalized: true,
        maintainAspectRatio: false,
        interaction: { mode: 'index', intersect: false },
        scales: axes ?? sparkline(),
        plugins: { legend: { display: false }, tooltip: { enabled: axes !== null, displayColors: false } },
      },
    });
    drawn.add(this);
    this.dress();
  }

  /** Takes the colours that the page has now. */
  dress() {
    const colors = palette();
    const { scales, plugins } = this.#chart.options;
    this.#lines.forEach(({ style }, i) => Object.assign(this.#chart.data.datasets[i], STYLES[style](colors)));
    for (const scale of Object.values(scales)) {
      scale.ticks = { ...scale.ticks, color: colors.text };
      scale.grid = { ...scale.grid, color: colors.line };
      scale.border = { display: false };
    }
    Object.assign(plugins.tooltip, {
      backgroundColor: colors.ink, titleColor: colors.surface, bodyColor: colors.surface });
    this.#chart.update('none');
  }

  /** Draws points of x and y, for each line its own. */
  draw(...series) {
    series.forEach((points, i) => { this.#chart.data.datasets[i].data = points; });
    if (this.#isSparkline && series[0].length > 0) {
      Object.assign(this.#chart.options.scales.x, { min: series[0][0].x, max: series[0].at(-1).x });
    }
    this.#chart.update('none');
  }
}

export function dressAll() {
  drawn.forEach((chart) => chart.dress());
}
