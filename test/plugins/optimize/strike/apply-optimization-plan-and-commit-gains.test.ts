import { readFileSync } from 'node:fs';
import { describe, expect, it, test } from 'vitest';
import type { CompareFolders } from '../../../../plugins/optimize/strike/compare-project-folder-performance.ts';
import { EXAMPLE_EXPLANATION } from '../../../support/example-verdict-explanation.ts';
import {
  compareCosts,
  createCostComparison,
  createCostHypothesis,
  createQuickCostsProject,
  executeHypotheses,
  readTotalCost,
} from '../../../support/execute-hypotheses-with-scripted-costs.ts';
import {
  createHypothesis,
  createLinePatch,
  digestProject,
} from '../../../support/optimization-hypothesis-project.ts';

const removedOf = (
  result: Awaited<ReturnType<typeof executeHypotheses>>,
): Readonly<Record<string, string>> =>
  Object.fromEntries(result.hypotheses_removed.map(({ id, reason }) => [id, reason]));

/** Returns texts that distinguish states with equal costs. */
function notesOf(folder: string): string {
  const parts = ['h1', 'h2', 'h3'].map((name) => readFileSync(`${folder}/src/${name}.mjs`, 'utf8'));
  return JSON.stringify(parts);
}

describe('the strike', () => {
  it('X814-05, 09, 19, 20, 29: applies all hypotheses at once and commits them with the exact message', async () => {
    const remote = createQuickCostsProject();
    const project = createQuickCostsProject();
    project.git('remote', 'add', 'origin', remote.root);
    const before = digestProject(project.root);
    const rows = ['export const cost = 100;', "export const note = '';"];
    const patch = [
      '--- /dev/null\n+++ b/src/new.mjs\n@@ -0,0 +1,1 @@\n+export const rows = [];',
      createLinePatch('src/h3.mjs', rows, 0, 'export const cost = 10;'),
    ].join('\n');
    const several = createHypothesis(
      'H3',
      { kind: 'patch', patch },
      { files_to_modify: ['src/new.mjs', 'src/h3.mjs'] },
    );
    const given = [createCostHypothesis('H1', 40), createCostHypothesis('H2', 55), several];
    const result = await executeHypotheses(project, given, { target: 800 });
    const files = ['src/h1.mjs', 'src/h2.mjs', 'src/h3.mjs', 'src/new.mjs'];
    expect(result).toMatchObject({
      strike_result: 'clean',
      hypotheses_applied: ['H1', 'H2', 'H3'],
      hypotheses_removed: [],
      baseline: { wall_time_ms: 900 },
      final: { wall_time_ms: 705 },
      target_met: true,
      stop_reason: 'target met',
      files_modified: files,
      e2e_test: null,
    });
    expect(result.total_improvement_pct).toBeCloseTo(21.667, 2);
    expect(project.git('log', '--format=%s', `main..${result.branch}`)).toBe(
      'perf: apply optimizations H1,H2,H3 (+21.7%)',
    );
    const changed = project.git('diff', '--name-only', 'main', result.branch);
    expect(changed.split('\n')).toEqual(files);
    expect(result.rows[0]).toMatchObject({ phase: 'strike', hypotheses: 'H1,H2,H3' });
    expect(digestProject(project.root)).toEqual(before);
    expect(remote.git('branch', '--list', 'optimize/*')).toBe('');
  });

  it('X814-10, 19, 22, D4: commits an improvement that misses the target, and profiles only its two sides', async () => {
    const asked: boolean[] = [];
    const measure: CompareFolders = async (base, head, { explain = false }) => {
      asked.push(explain);
      const measured = await compareCosts(base, head, { runs: 5, signal: AbortSignal.abort() });
      return explain ? { ...measured, explanation: EXAMPLE_EXPLANATION } : measured;
    };
    const result = await executeHypotheses(
      createQuickCostsProject(),
      [createCostHypothesis('H1', 40)],
      {
        measure,
        target: 100,
      },
    );
    expect(result).toMatchObject({ target_met: false, hypotheses_applied: ['H1'] });
    expect(result.stop_reason).toBe('all contested tested');
    expect(asked.at(-1)).toBe(true);
    expect(asked.slice(0, -1)).not.toContain(true);
    expect(result.explanation).toEqual(EXAMPLE_EXPLANATION);
  });

  it('X814-11, 12: finds a change and a pair that break the tests, and accepts the rest', async () => {
    const given = [
      createCostHypothesis('H1', 50),
      createCostHypothesis('H2', 50, 'half'),
      createCostHypothesis('H3', 50, 'broken'),
      createCostHypothesis('H5', 50, 'half'),
      createCostHypothesis('H7', 50, '', { dependencies: ['H3'] }),
    ];
    const result = await executeHypotheses(createQuickCostsProject(), given);
    expect(result.hypotheses_applied).toEqual(['H1', 'H2']);
    expect(result.strike_result).toBe('bisected');
    const removed = removedOf(result);
    expect(removed.H3).toBe('a test fails with the change (the sum is right)');
    expect(removed.H5).toBe(
      'breaks only in combination with H2 (H2 + H5): a test fails with the change (the sum is right)',
    );
    expect(removed.H7).toBe('dependency H3 removed');
    expect(result.rows.map(({ phase }) => phase)).toEqual([
      'strike',
      'bisect',
      'bisect',
      'bisect',
      'strike',
    ]);
  });

  it('X814-13: accepts the good change, not a bad or an idle change, and never counts a manual change', async () => {
    const manual = { ...createCostHypothesis('H4', 10), apply: null };
    const given = [
      createCostHypothesis('H1', 40),
      createCostHypothesis('H2', 130),
      createCostHypothesis('H3', 100, 'other'),
    ];
    const result = await executeHypotheses(createQuickCostsProject(), [...given, manual]);
    expect(result.hypotheses_applied).toEqual(['H1']);
    expect(result.manual.map(({ id }) => id)).toEqual(['H4']);
    expect(result.hypotheses_removed.map(({ id }) => id).sort()).toEqual(['H2', 'H3']);
    expect(removedOf(result).H2).toMatch(/^regresses the other changes/u);
    expect(removedOf(result).H3).toMatch(/^no improvement/u);
  });

  it('X814-07: also finds a change that passes the tests and fails end to end', async () => {
    const e2e = '! grep "cost = 50;" src/h2.mjs';
    const result = await executeHypotheses(
      createQuickCostsProject(),
      [createCostHypothesis('H1', 40), createCostHypothesis('H2', 50)],
      {
        e2e,
      },
    );
    expect(result.hypotheses_applied).toEqual(['H1']);
    expect(removedOf(result).H2).toMatch(/^the end-to-end test fails with the change/u);
    expect(result.rows.find(({ phase }) => phase === 'bisect')?.e2e_status).toBe('fail');
    expect(result.e2e_test).toMatchObject({ baseline_passed: true, final_passed: true });
  });

  it('X814-19, 20: returns failed and commits nothing when nothing helps', async () => {
    const project = createQuickCostsProject();
    const result = await executeHypotheses(project, [
      createCostHypothesis('H1', 120),
      createCostHypothesis('H2', 90, 'broken'),
    ]);
    expect(result).toMatchObject({
      strike_result: 'failed',
      hypotheses_applied: [],
      total_improvement_pct: 0,
      branch: '',
      stop_reason: 'all hypotheses failed',
      files_modified: [],
    });
    expect(result.hypotheses_removed.map(({ id }) => id).sort()).toEqual(['H1', 'H2']);
    expect(project.git('branch', '--list')).toBe('* main');
  });

  it('X814-06: fixes a trivially broken change once', async () => {
    let repairs = 0;
    const result = await executeHypotheses(
      createQuickCostsProject(),
      [createCostHypothesis('H1', 40, 'broken')],
      {
        repair: async ({ host, root }, output) => {
          repairs += 1;
          expect(output).toContain('not ok');
          const file = `${root}/src/h1.mjs`;
          host.files.writeAtomic(file, (host.files.read(file) ?? '').replace('broken', ''));
          return true;
        },
      },
    );
    expect([result.strike_result, repairs]).toEqual(['clean', 1]);
  });

  test('ignores a gain that fresh measurements do not reproduce', async () => {
    const project = createQuickCostsProject();
    let calls = 0;
    const result = await executeHypotheses(project, [createCostHypothesis('H1', 40)], {
      measure: async (base, head) => {
        calls += 1;
        return calls === 1
          ? createCostComparison(readTotalCost(base), readTotalCost(head))
          : createCostComparison(900, 900);
      },
    });
    expect(result.strike_result).toBe('failed');
    expect(removedOf(result).H1).toMatch(
      /^the gain was not reproduced in fresh measurements \(\S+%, \w+\)$/u,
    );
    expect(project.git('diff', 'main', result.branch)).toBe('');
  });

  test('reverts a change whose own gain fresh pairs do not reproduce, and keeps the rest', async () => {
    const project = createQuickCostsProject();
    // The idle change looks faster when first measured: noise that led to its selection.
    const known = new Set<string>();
    const measure: CompareFolders = async (base, head) => {
      const states = `${notesOf(base)} ${notesOf(head)}`;
      const isFirst = !known.has(states);
      known.add(states);
      const [before, after] = [readTotalCost(base), readTotalCost(head)];
      return createCostComparison(before, isFirst && before === after ? after * 0.9 : after);
    };
    const given = [
      createCostHypothesis('H1', 40),
      createCostHypothesis('H2', 100, 'idle'),
      createCostHypothesis('H3', 70),
    ];
    const result = await executeHypotheses(project, given, { measure });
    expect(result.hypotheses_applied).toEqual(['H1', 'H3']);
    expect(result.strike_result).toBe('bisected');
    expect(removedOf(result)).toEqual({
      H2: 'no improvement: the other changes are just as good without it (+0.0%, unchanged)',
    });
    expect(result.parts).toEqual([
      { id: 'H1', improvement_pct: expect.closeTo(6.9, 1), added: 1, removed: 1 },
      { id: 'H3', improvement_pct: expect.closeTo(3.6, 1), added: 1, removed: 1 },
    ]);
    expect(project.git('diff', '--name-only', 'main', result.branch).split('\n')).toEqual([
      'src/h1.mjs',
      'src/h3.mjs',
    ]);
    expect(project.git('log', '-1', '--format=%s', result.branch)).toMatch(
      /^perf: apply optimizations H1,H3 /u,
    );
  });

  test('reports serializable numbers when the confirmation fails', async () => {
    let calls = 0;
    const result = await executeHypotheses(
      createQuickCostsProject(),
      [createCostHypothesis('H1', 40)],
      {
        measure: async (base, head) => {
          calls += 1;
          if (calls === 1) return createCostComparison(readTotalCost(base), readTotalCost(head));
          const none = { base_ms: Number.NaN, head_ms: Number.NaN, ratio: Number.NaN };
          return {
            ...createCostComparison(900, 900),
            ...none,
            verdict: 'incomparable',
            reason: 'it crashed',
          };
        },
      },
    );
    expect(removedOf(result).H1).toContain('it could not be measured');
    const { baseline, final, ratio } = JSON.parse(JSON.stringify(result));
    expect(ratio).toEqual({ value: 1, low: 1, high: 1 });
    expect(final).toEqual(baseline);
    expect(baseline.wall_time_ms).toEqual(expect.any(Number));
  });
});

describe('contested groups', () => {
  it('X814-15: accept the best of three on top of the uncontested changes', async () => {
    const project = createQuickCostsProject();
    const given = [
      createCostHypothesis('H1', 50),
      createCostHypothesis('H2', 60, '', { conflicts_with: ['H3', 'H4'] }, 'h9'),
      createCostHypothesis('H3', 20, '', { conflicts_with: ['H4'] }, 'h9'),
      createCostHypothesis('H4', 10, 'broken', {}, 'h9'),
    ];
    const result = await executeHypotheses(project, given);
    expect(result.hypotheses_applied).toEqual(['H1', 'H3']);
    expect(result.contested_results).toHaveLength(1);
    expect(result.contested_results[0]).toMatchObject({
      winner: 'H3',
      alternatives: [
        { name: 'alternative_a', hypotheses: ['H2'], outcome: 'lost' },
        { name: 'alternative_b', hypotheses: ['H3'], outcome: 'won' },
        { name: 'alternative_c', hypotheses: ['H4'], outcome: 'failed' },
      ],
    });
    expect(removedOf(result).H2).toBe('H3 is the better alternative');
    expect(removedOf(result).H4).toMatch(/^a test fails with the change/u);
    expect(project.git('log', '--format=%s', `main..${result.branch}`).split('\n')).toEqual([
      'perf: apply optimizations H3 (+9.4%)',
      'perf: apply optimizations H1 (+5.6%)',
    ]);
    expect(result.rows.slice(-3).map(({ status }) => status)).toEqual([
      'alternative_a',
      'alternative_b',
      'alternative_c',
    ]);
  });

  it('X814-15: accept the smaller patch of two with the same gain', async () => {
    const more = { conflicts_with: ['H1'] };
    const large = createCostHypothesis('H1', 40, '', {}, 'h9');
    const lines = ['+// It says', '+// what it', '+// does.', ''];
    const patch =
      large.apply?.kind === 'patch'
        ? large.apply.patch.replace('+1,2 @@', '+1,5 @@') + lines.join('\n')
        : '';
    const given = [
      { ...large, apply: { kind: 'patch' as const, patch } },
      createCostHypothesis('H2', 40, '', more, 'h9'),
    ];
    const result = await executeHypotheses(createQuickCostsProject(), given);
    expect(result.hypotheses_applied).toEqual(['H2']);
    expect(removedOf(result)).toEqual({ H1: 'H2 is the better alternative' });
  });

  it('X814-15: accept neither of two that are worse than no change', async () => {
    const given = [
      createCostHypothesis('H2', 110, '', { conflicts_with: ['H3'] }, 'h9'),
      createCostHypothesis('H3', 120, '', {}, 'h9'),
    ];
    const result = await executeHypotheses(createQuickCostsProject(), given);
    expect(result.hypotheses_applied).toEqual([]);
    expect(result.contested_results[0]).toMatchObject({ winner: null, delta_pct: null });
  });
});

describe('the limits of a strike', () => {
  it('X814-17, 19: list what is left when the time is up, and keep what was committed', async () => {
    const project = createQuickCostsProject();
    const given = [
      createCostHypothesis('H1', 50),
      createCostHypothesis('H2', 40, '', { conflicts_with: ['H3'] }, 'h9'),
      createCostHypothesis('H3', 30, '', {}, 'h9'),
    ];
    const deadline = new AbortController();
    const result = await executeHypotheses(project, given, {
      deadline: deadline.signal,
      measure: async (base, head) => {
        // The change without a conflict is measured first, then the first of the group.
        if (readTotalCost(head) < 850) deadline.abort();
        return createCostComparison(readTotalCost(base), readTotalCost(head));
      },
    });
    expect(result.stop_reason).toBe('time budget exceeded');
    expect(result.hypotheses_applied).toEqual(['H1']);
    expect(result.remaining).toEqual(['H2', 'H3']);
    expect(project.git('worktree', 'list').split('\n')).toHaveLength(1);
  });

  it('X814-17: keep what was committed when the time is up during the confirmation', async () => {
    const deadline = new AbortController();
    const result = await executeHypotheses(
      createQuickCostsProject(),
      [createCostHypothesis('H1', 50)],
      {
        deadline: deadline.signal,
        measure: async (base, head, { explain = false, signal }) => {
          // Only the confirmation is profiled.
          if (explain) deadline.abort();
          signal.throwIfAborted();
          return createCostComparison(readTotalCost(base), readTotalCost(head));
        },
      },
    );
    expect(result.stop_reason).toBe('time budget exceeded');
    expect(result.hypotheses_applied).toEqual(['H1']);
    expect(result.branch).not.toBe('');
    // Nothing was confirmed, so no gain is reported.
    expect(result.total_improvement_pct).toBe(0);
  });

  it('X814-01: report nothing to try and a dirty tree', async () => {
    const project = createQuickCostsProject();
    await expect(executeHypotheses(project, [])).rejects.toMatchObject({ exitCode: 8 });
    project.host.files.writeAtomic(`${project.root}/.optimization/sample/state.json`, '{}');
    project.host.files.writeAtomic(`${project.root}/src/new.mjs`, '');
    await expect(
      executeHypotheses(project, [createCostHypothesis('H1', 50)]),
    ).rejects.toMatchObject({
      message: 'commit or stash changes first',
      remedy: 'Changed: src/new.mjs.',
    });
    expect(project.git('worktree', 'list').split('\n')).toHaveLength(1);
  });

  it('X814-29: push the branch when that is requested', async () => {
    const remote = createQuickCostsProject();
    const project = createQuickCostsProject();
    project.git('remote', 'add', 'origin', remote.root);
    const { branch } = await executeHypotheses(project, [createCostHypothesis('H1', 50)], {
      pushTo: 'origin',
    });
    expect(remote.git('branch', '--list', 'optimize/*').trim()).toBe(branch);
  });
});
