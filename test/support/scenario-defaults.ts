import type { ScenarioBase } from '../../harness/model/scenario/scenario.ts';

/** Fields of scenarios of every kind, for tests to which most of them do not matter. */
export const SCENARIO_DEFAULTS: Omit<ScenarioBase, 'name'> = {
  source: null,
  group: null,
  params: {},
  tags: [],
  env: {},
  cwd: process.cwd(),
  nodeArgs: [],
  nodePath: null,
  prepare: null,
  metrics: [],
  budgets: [],
  regression: {},
  margin: null,
  sampling: { minTrials: 3, maxTrials: 10, precision: 0.02, maxTimeMs: 60_000, warmupTrials: 1 },
  timeoutMs: 30_000,
  hooks: [],
};
