import { expect, it } from 'vitest';
import { describeBubbleprofGroups } from '../../../profilers/clinic/bubbleprof-profiler.ts';
import { describeDoctorAnalysis } from '../../../profilers/clinic/describe-doctor-analysis.ts';

const NONE = {
  delay: 'none',
  cpu: 'none',
  memory: { rss: 'none', heapUsed: 'none' },
  handles: 'none',
  loopUtilization: 'none',
} as const;

it.each([
  ['none', /nothing is wrong/],
  ['event-loop', /event loop is blocked/],
  ['io', /waits for I\/O or other services/],
  ['gc', /memory is the bottleneck/],
  ['unknown', /type of problem is unclear/],
  ['data', /too little data for a diagnosis/],
  ['novel', /unknown category "novel"/],
])('describes what doctor calls %s', (issueCategory, words) => {
  const { id, message } = describeDoctorAnalysis({ issueCategory, issues: NONE });
  expect(id).toBe('clinic-doctor');
  expect(message).toMatch(words);
});

it('names the signs that doctor goes by', () => {
  const issues = { ...NONE, delay: 'performance', memory: { rss: 'performance' } } as const;
  const { message } = describeDoctorAnalysis({ issueCategory: 'unknown', issues });
  expect(message).toMatch(/conspicuous: event loop delay, memory \(rss\)\.$/);
});

it('names the groups of asynchronous operations that wait most, each with its mean', () => {
  const { message } = describeBubbleprofGroups([
    { name: 'timer', operations: 10, waitedMs: 50 },
    { name: 'server', operations: 4, waitedMs: 400 },
    { name: 'idle', operations: 3, waitedMs: 0 },
  ]);
  expect(message).toContain('which found 3 groups');
  expect(message).toContain(
    'server (100.0 ms each), timer (5.0 ms each); the groups contain 17 operations in total',
  );
});

it('says that there are none when there are no groups', () => {
  expect(describeBubbleprofGroups([]).message).toContain(
    'no asynchronous operation had a callback',
  );
});
