import type { ScenarioEvidence } from '../../harness/model/program/scenario-runtime-evidence.ts';

/** Evidence of a run of tests in which nothing was observed. */
export const EMPTY_TEST_RUN: ScenarioEvidence = {
  scenario: 'npm test',
  unit: 'request or call',
  requests: 1,
  passes: null,
  unmapped: 0,
  statements: [],
  outside: [],
  transactions: [],
  busy: null,
  allocated: null,
  database: null,
  findings: [],
};
