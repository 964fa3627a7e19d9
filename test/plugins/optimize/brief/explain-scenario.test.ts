/** A scenario explained from a saved profile, its recorded calls, and what loops tried on it. */
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createHost } from '../../../../harness/host.ts';
import { explainScenario } from '../../../../plugins/optimize/brief/explain-scenario.ts';
import { createCallDescriber } from '../../../../plugins/optimize/command/code-change-behavior-checks.ts';
import type { ObservationRequest } from '../../../../plugins/optimize/observe-calls-of-optimization-target.ts';
import { withInProcessModuleReader } from '../../../support/in-process-module-reader.ts';
import { createProfiledProject } from '../../../support/project-with-saved-profile.ts';
import { writeFiles } from '../../../support/run-cli.ts';
import { sampleHypothesis } from '../../../support/sample-optimization-context.ts';

const REASON = 'it behaves differently for loadOrders(NaN): [] before, TypeError after';

/** Files of a loop whose only change was refuted. */
function filesOfLoop(slug: string, target: string, description: string) {
  const state = {
    target,
    slug,
    cycle_config: { max_cycles: 3, plateau_threshold: 5 },
    current_cycle: 1,
    cycles: [],
    phases: {},
  };
  const research = {
    industry_benchmark: null,
    target_metrics: {},
    hypotheses: [sampleHypothesis({ description })],
    local_codebase_findings: [],
    research_sources: [],
    disclaimer: null,
  };
  const execution = {
    branch: null,
    baseline: { wall_time_ms: 10 },
    final: { wall_time_ms: 10 },
    total_improvement_pct: 0,
    target_met: false,
    strike_result: 'failed',
    hypotheses_applied: [],
    hypotheses_removed: [{ id: 'H1', reason: REASON }],
    files_modified: [],
    contested_results: [],
  };
  const folder = `.optimization/${slug}`;
  return {
    [`${folder}/state.json`]: JSON.stringify(state),
    [`${folder}/cycle-1/research.json`]: JSON.stringify(research),
    [`${folder}/cycle-1/execution.json`]: JSON.stringify(execution),
  };
}

test('explain combines the saved map, recorded calls and refuted attempts on the same code', async () => {
  const host = withInProcessModuleReader(createHost());
  const root = createProfiledProject(host);
  writeFiles(root, {
    ...filesOfLoop('work', 'work', 'Load once'),
    ...filesOfLoop('orders', 'src/orders.js::loadOrders', 'Load in one query'),
    ...filesOfLoop('other', 'other', 'Sort once'),
  });
  const observed: ObservationRequest[] = [];
  const brief = await explainScenario(host, {
    root,
    stateFolder: join(root, '.perf-harness'),
    target: 'work',
    describeCalls: async (calls) => {
      observed.push(calls);
      return ['src/orders.js: loadOrders(): 3 calls, gives number'];
    },
    onProgress: () => undefined,
    signal: new AbortController().signal,
  });
  // The tests are not run: their calls are not those that are slow.
  expect(observed).toMatchObject([
    { files: ['src/orders.js', 'src/render.js'], testCommand: '', scenario: { targets: ['work'] } },
  ]);
  expect(brief).toMatchObject({
    scenario: 'work',
    calls: ['src/orders.js: loadOrders(): 3 calls, gives number'],
    prove: 'perf-harness prove --scenario work',
  });
  expect(brief.tried.toSorted((a, b) => (a.change < b.change ? -1 : 1))).toEqual([
    { change: 'Load in one query', reason: REASON },
    { change: 'Load once', reason: REASON },
  ]);
});

test('explain records the calls of a short run of the scenario', async () => {
  const host = createHost();
  const root = createProfiledProject(host);
  const brief = await explainScenario(host, {
    root,
    stateFolder: join(root, '.perf-harness'),
    target: 'work',
    describeCalls: createCallDescriber(host),
    // However busy the machine is.
    callsMs: 200_000,
    onProgress: () => undefined,
    signal: new AbortController().signal,
  });
  expect(brief.calls).toEqual([
    expect.stringMatching(/^src\/orders\.js: loadOrders\(\): \d+ calls, gives number/u),
  ]);
});
