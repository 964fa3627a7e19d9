import { expect, it } from 'vitest';
import { mergeTrialFindings } from '../../../api/profile/run-profilers.ts';
import type { Finding } from '../../../harness/model/finding.ts';

const says = (message: string): Finding => ({ id: 'clinic-doctor', level: 'info', message });

it('reports once what a tool says in every trial', () => {
  const findings = [says('the event loop is held up')];
  expect(mergeTrialFindings([{ findings }, { findings }, { findings }])).toEqual(findings);
});

it('reports what a tool says in some trials with their number', () => {
  const [first, other] = [says('it waits'), says('all is well')];
  const told = mergeTrialFindings([
    { findings: [first] },
    { findings: [other] },
    { findings: [first] },
  ]);
  expect(told.map(({ message }) => message)).toEqual([
    'it waits (2 of 3 trials)',
    'all is well (1 of 3 trials)',
  ]);
});

it('reports nothing when the tool says nothing', () => {
  expect(mergeTrialFindings([{}, {}])).toEqual([]);
});
