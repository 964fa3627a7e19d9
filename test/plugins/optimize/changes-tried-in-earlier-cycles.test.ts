/** Earlier cycles as reported to generators: every change, its outcome, and the reason. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createHost } from '../../../harness/host.ts';
import { listTriedChanges } from '../../../plugins/optimize/changes-tried-in-earlier-cycles.ts';
import { resolvePaths } from '../../../plugins/optimize/optimization-paths.ts';
import { writeFiles } from '../../support/run-cli.ts';
import { sampleHypothesis } from '../../support/sample-optimization-context.ts';

it('lists what was accepted, removed, refused and not tried', () => {
  const root = mkdtempSync(join(tmpdir(), 'perf-harness-tried-'));
  const of = (id: string) => sampleHypothesis({ id, key: `key ${id}`, description: `does ${id}` });
  writeFiles(join(root, '.optimization/users/cycle-1'), {
    'research.json': JSON.stringify({
      industry_benchmark: null,
      target_metrics: {},
      hypotheses: ['H1', 'H2', 'H3', 'H4', 'H5'].map(of),
      local_codebase_findings: [],
      research_sources: [],
      disclaimer: null,
      rejected: [{ key: 'plugin:1', reason: 'it was proposed twice' }],
    }),
    'validation.json': JSON.stringify({
      verdict: 'GO_WITH_CONCERNS',
      corrections_applied: 1,
      hypotheses_removed: ['H4'],
      concerns: [],
    }),
    'execution.json': JSON.stringify({
      branch: null,
      baseline: { wall_time_ms: 10 },
      final: { wall_time_ms: 9 },
      total_improvement_pct: 10,
      target_met: false,
      strike_result: 'bisected',
      hypotheses_applied: ['H1'],
      hypotheses_removed: [{ id: 'H2', reason: '3.1 % slower' }],
      manual: [{ id: 'H3', reason: 'H3 touches the tests (test/a.js)' }],
      files_modified: [],
      contested_results: [],
    }),
  });
  const run = { host: createHost(), paths: resolvePaths(root, 'users') };
  expect(listTriedChanges(run, 1)).toEqual([]);
  const tried = listTriedChanges(run, 2);
  expect(tried.map(({ key, outcome, reason }) => [key, outcome, reason])).toEqual([
    ['key H1', 'kept', null],
    ['key H2', 'removed', '3.1 % slower'],
    ['key H3', 'refused', 'H3 touches the tests (test/a.js)'],
    ['key H4', 'refused', 'the plan check rejected it'],
    ['key H5', 'not tried', null],
    ['plugin:1', 'refused', 'it was proposed twice'],
  ]);
  expect(tried[0]?.description).toBe('does H1');
});
