import { expect, it } from 'vitest';
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
