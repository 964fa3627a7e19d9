import type { ScenarioBase } from '../harness/model/scenario/scenario.ts';
import { ROOT } from './built-package.ts';

/** Defaults of the benches' scenarios: nothing beyond the measurement itself. */
export const PLAIN_SCENARIO: Omit<ScenarioBase, 'name'> = {
  source: null,
  group: null,
  params: {},
  tags: [],
  env: {},
  cwd: ROOT,
  nodeArgs: [],
  nodePath: null,
  prepare: null,
  metrics: [],
  budgets: [],
  regression: {},
  margin: null,
  sampling: { minTrials: 3, maxTrials: 3, precision: 0, maxTimeMs: 0, warmupTrials: 1 },
  timeoutMs: 60_000,
  hooks: [],
};
