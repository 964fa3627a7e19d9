/**
 * Harmful or useless hypotheses mixed into good ones, on a program with real tests and real
 * measurement. These need the machine to themselves.
 */
import '../../harness/loader/register-self-reference.ts';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { hypothesisSchema } from '../../plugins/optimize/document/optimization-hypothesis.ts';
import type { ExecutionResult } from '../../plugins/optimize/strike/plan-execution-types.ts';
import {
  EXCLUSIVE_HYPOTHESES,
  PLANTED_HYPOTHESES,
} from '../support/optimization-hypotheses-with-known-outcomes.ts';
import { digestProject } from '../support/optimization-hypothesis-project.ts';
import { createLedgerProject } from '../support/sample-accounting-program-repository.ts';

// Imported after `register-self`, since these modules import the public entry by its name.
const { executeWith } = await import('../../plugins/optimize/strike/execute-plan.ts');
const { measureByComparison } = await import(
  '../../plugins/optimize/strike/compare-project-folder-performance.ts'
);

/** Planted effects are large, so that no comparison needs its usual five minutes. */
const COMPARISON_LIMIT_MS = 16_000;
const PATIENCE_MS = 45 * 60_000;

const harmful = PLANTED_HYPOTHESES.filter(({ reason }) => reason !== null);
const good = PLANTED_HYPOTHESES.filter(({ reason }) => reason === null);

describe('a mix of good and harmful hypotheses', () => {
  const project = createLedgerProject();
  const before = digestProject(project.root);
  let result: ExecutionResult;
  beforeAll(async () => {
    const folder = mkdtempSync(join(tmpdir(), 'perf-harness-harmful-'));
    result = await executeWith(project.host, {
      logFile: join(folder, 'experiments.tsv'),
      plan: {
        hypotheses: PLANTED_HYPOTHESES.map(({ hypothesis }) => hypothesisSchema.parse(hypothesis)),
        test_command: 'node --test',
        e2e_test: { command: null, source: 'none' },
        performance_map: { baseline: {} },
        target_metrics: {},
      },
      slug: 'ledger',
      cycle: 1,
      root: project.root,
      measure: measureByComparison({ primary: 'wall_time_ms', maxTimeMs: COMPARISON_LIMIT_MS }),
      timeBudgetMs: PATIENCE_MS,
    });
  }, PATIENCE_MS);

  it('has at least twelve harmful hypotheses', () => {
    expect(harmful.length).toBeGreaterThanOrEqual(12);
    expect(good.length).toBeGreaterThanOrEqual(4);
  });

  it('accepts all good hypotheses, and nothing else', () => {
    expect([...result.hypotheses_applied].sort()).toEqual(
      good.map(({ hypothesis }) => hypothesis.id).sort(),
    );
    expect(result.remaining).toEqual([]);
    expect(result.strike_result).toBe('bisected');
    expect(result.total_improvement_pct).toBeGreaterThan(50);
  });

  it.each(harmful.map(({ hypothesis, ...expectation }) => [hypothesis.id, expectation] as const))(
    'gives the right reason for leaving out %s',
    (id, { reason, isManual = false }) => {
      const place = isManual ? result.manual : result.hypotheses_removed;
      expect(place.find((removal) => removal.id === id)?.reason).toMatch(reason ?? /^$/u);
    },
  );

  it('X814-15: finds the best of the three contested hypotheses', () => {
    const winner = EXCLUSIVE_HYPOTHESES.find(({ reason }) => reason === null)?.hypothesis.id;
    expect(result.contested_results).toHaveLength(1);
    expect(result.contested_results[0]).toMatchObject({ winner });
    expect(result.contested_results[0]?.alternatives).toHaveLength(3);
  });

  it('X814-02: leaves the tree of the user unchanged', () => {
    expect(digestProject(project.root)).toEqual(before);
  });
});
