import { expect, test } from 'vitest';
import type { TracedInputs } from '../../../harness/model/documents/traced-external-inputs.ts';
import { explainMeasuredDespiteInputTracing } from '../../../reports/display-facts/comparison/comparison-display-data.ts';

const same = (scenario: string): TracedInputs => ({ scenario, outcome: 'same', files: 2 });
const differs = (scenario: string, what: string): TracedInputs => ({
  scenario,
  outcome: 'different',
  what,
});
const no = (scenario: string, reason: string): TracedInputs => ({
  scenario,
  outcome: 'ineligible',
  reason,
});

test('the text on inputs is empty when both sides read the same', () => {
  expect(explainMeasuredDespiteInputTracing([])).toEqual([]);
  expect(explainMeasuredDespiteInputTracing([same('a')])).toEqual([]);
});

test('the text on inputs names what differs, and what could not be traced and why', () => {
  expect(
    explainMeasuredDespiteInputTracing([
      same('a'),
      differs('b', 'src/b.js'),
      no('c', 'it starts a thread'),
    ]),
  ).toEqual([
    'Measured because the input differs: b (src/b.js).',
    'Measured because the input cannot be traced: c (it starts a thread).',
  ]);
});

test('the text on inputs names the most frequent of many reasons', () => {
  const clocks = ['a', 'b', 'c'].map((name) => no(name, 'it reads the clock'));
  const others = ['d', 'e', 'f'].map((name, index) => no(name, `it writes ${index}`));
  expect(explainMeasuredDespiteInputTracing([...others, ...clocks])).toEqual([
    'Measured because the input cannot be traced: 3 scenarios (it reads the clock), d (it writes 0), e (it writes 1) and others.',
  ]);
});

test('the text on inputs drops control characters of names', () => {
  const [line] = explainMeasuredDespiteInputTracing([differs('b\u001b[2J', 'c\u0007')]);
  for (const control of ['\u0007', '\u001b']) expect(line).not.toContain(control);
});
