// The self-test, step by step.

import { read, wordsOf } from './api.js';
import { byId, cell, row, rowHead, setText } from './dom.js';
import { many, millis } from './format.js';
import { Section } from './section.js';

function rowOf(step) {
  return row(
    rowHead(step.name),
    step.success ? cell('Passed', 'good') : cell(`Failed: ${step.error}`, 'bad'),
    cell(millis(step.duration), 'n'),
  );
}

function wordsOfReport({ success, duration, steps }) {
  const failed = steps.filter((step) => !step.success).length;
  return success
    ? `All ${steps.length} steps passed in ${millis(duration)}.`
    : `${many(failed, 'step', 'steps')} of ${steps.length} failed.`;
}

export function selfTestSection() {
  const section = new Section('self-test');
  const intro = byId('self-test-result').textContent;

  async function run() {
    byId('self-test-run').disabled = true;
    setText('self-test-result', 'Trying');
    try {
      const report = await read('/api/admin/self-test', { method: 'POST' });
      section.find('tbody').replaceChildren(...report.steps.map(rowOf));
      section.find('.body').hidden = false;
      setText('self-test-result', wordsOfReport(report));
    } catch (failure) {
      setText('self-test-result', wordsOf(failure));
    } finally {
      byId('self-test-run').disabled = false;
      byId('self-test-run').focus();
    }
  }

  byId('self-test-run').addEventListener('click', run);
  section.ready();
  return {
    reset() {
      section.find('.body').hidden = true;
      setText('self-test-result', intro);
    },
  };
}
