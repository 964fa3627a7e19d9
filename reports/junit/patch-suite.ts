import type { PatchFacts, PatchStanding } from '../facts/patch/patch-facts.ts';
import { type CaseResult, type JunitSuite, junitCase } from './suite.ts';

const RESULTS: Readonly<Record<PatchStanding, CaseResult>> = {
  good: 'passed',
  bad: 'failure',
  unknown: 'skipped',
};

/** A patch as a suite, each look at it a case. */
export function patchSuite({ title, rows }: PatchFacts): JunitSuite {
  return {
    name: title,
    file: null,
    startedAt: null,
    hostname: null,
    properties: [],
    elapsedMs: 0,
    cases: rows.map(({ id, name, standing, text }) => {
      const common = { name, className: title, timeMs: 0, result: RESULTS[standing] };
      return junitCase(
        standing === 'good' ? { ...common, text } : { ...common, type: id, message: text },
      );
    }),
  };
}
