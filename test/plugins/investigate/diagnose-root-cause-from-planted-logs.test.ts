import { describe, expect, test } from 'vitest';
import { findWrongInvestigationAnswer } from '../../support/planted-logs/find-diagnosis-error-for-planted-logs.ts';
import { PLANTED_LOG_KINDS } from '../../support/planted-logs/planted-log-kinds.ts';

/** A kind of each sort of answer; `bench/investigations.ts` has all, with many seeds. */
const KINDS = [
  'all is slower, durations in some shape',
  'nothing happens, durations in some shape',
  'a job slows an endpoint every few minutes',
  "an endpoint's median rises under time-outs, beside another that is slower",
  'new errors in a log without durations',
  'more of the requests are to a slow endpoint',
  'one of ten pods works twice as much',
];

describe('an investigation of planted logs', () => {
  test.each(KINDS)('answers correctly where %s', async (name) => {
    const kind = PLANTED_LOG_KINDS.find((planted) => planted.name === name);
    expect(kind && (await findWrongInvestigationAnswer(kind, 3, 'known'))).toBeNull();
  });
});
