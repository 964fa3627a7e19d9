import { expect, it } from 'vitest';
import { mergeTrialFindings } from '../../../api/profile/run-profilers.ts';
import type { Finding } from '../../../harness/model/finding.ts';

const says = (message: string): Finding => ({ id: 'clinic-doctor', level: 'info', message });

it('what a tool says in every trial is told once', () => {
  const findings = [says('the event loop is held up')];
  expect(mergeTrialFindings([{ findings }, { findings }, { findings }])).toEqual(findings);
});

it('what it says of some trials is told with their number', () => {
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

it('what it never says is not told', () => {
  expect(mergeTrialFindings([{}, {}])).toEqual([]);
});
