/** Outcomes of a loop: each path through it, on real repositories with scripted workers. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readContext } from '../../../plugins/optimize/context/read-optimization-context-file.ts';
import { aggregateCycles } from '../../../plugins/optimize/report/read-loop-report-data.ts';
import { sampleHypothesis } from '../../support/sample-optimization-context.ts';
import {
  createOptimizeProject,
  createScriptedWorkers,
  LOOP_FOLDER,
  readLoopState,
  runOptimizationLoop,
  type ScriptedCycle,
} from '../../support/scripted-optimization-loop.ts';

/** As Markdown shows it. */
function reportOf(root: string): string {
  return readFileSync(join(root, LOOP_FOLDER, 'report.md'), 'utf8').replace(/\\([_*#])/gu, '$1');
}

function eventsOf(root: string): readonly string[] {
  const lines = readFileSync(join(root, LOOP_FOLDER, 'history.jsonl'), 'utf8')
    .trim()
    .split('\n');
  return lines.map((line) => JSON.parse(line)).map(({ cycle, event }) => `${cycle} ${event}`);
}

const phases = (cycle: number, ...names: readonly string[]): readonly string[] =>
  names.flatMap((name) => [`${cycle} ${name} running`, `${cycle} ${name} done`]);

const BLOCK = {
  verdict: 'BLOCK',
  indicators: [
    { id: 'infrastructure_bound', message: 'Bottleneck is infrastructure (CPU).', evidence: 'CPU' },
  ],
} as const;

describe('a loop', () => {
  it('OPT-18, OPT-62, OPT-63, OPT-66, OPT-67, OPT-47: gives the golden table for three cycles, and a complete branch', async () => {
    const project = createOptimizeProject();
    const before = project.git('status', '--porcelain', '--branch');
    const head = project.git('rev-parse', 'HEAD');
    const { workers, calls } = createScriptedWorkers([
      { baseline: 6300, final: 3800, applied: ['H1', 'H2'], map: { bottleneck_detail: '13 HTTP' } },
      {
        baseline: 3800,
        final: 1200,
        map: { bottleneck_classification: 'CPU', bottleneck_detail: 'O(n^2) alignment' },
      },
      {
        baseline: 1200,
        final: 480,
        map: { bottleneck_classification: 'I/O-File', bottleneck_detail: 'temp files' },
      },
    ]);
    const { exitCode, told, end } = await runOptimizationLoop(project.root, workers);
    expect(exitCode).toBe(0);
    expect(end).toMatchObject({
      state: {
        cycles: [
          { improvement_pct: 39.7, target_met: false },
          { improvement_pct: 68.4, target_met: false },
          { improvement_pct: 60, target_met: true },
        ],
        run: { stop: { reason: 'target', text: 'TARGET MET on cycle 3' } },
      },
    });
    const total = aggregateCycles(end.state.cycles, 'wall_time_ms', []);
    expect(total).toMatchObject({ originalBaseline: 6_300, final: 480, totalImprovementPct: 92.4 });
    const line = readFileSync(join(project.root, LOOP_FOLDER, 'runs.jsonl'), 'utf8').trim();
    expect(JSON.parse(line)).toMatchObject({
      kind: 'optimization-coordinator',
      profiler_accuracy: 1,
      strike_efficiency: { clean: 3, bisected: 0, failed: 0 },
      overall_gain_pct: 92.4,
      cycles_used: 3,
      cycles_max: 3,
      gains: [39.7, 68.4, 60],
      failures: [],
    });
    const report = reportOf(project.root);
    expect(report).not.toContain('Not done:');
    const branch = (cycle: number): string => `optimize/listusers-c${cycle}`;
    expect(report).toContain(
      [
        '| Cycle | Bottleneck | Baseline | Final | Improvement | Hypotheses | Branch |',
        '| --- | --- | ---: | ---: | ---: | --- | --- |',
        `| 1 | I/O-Network (13 HTTP) | 6300ms | 3800ms | 39.7% | H1,H2 | ${branch(1)} |`,
        `| 2 | CPU (O(n^2) alignment) | 3800ms | 1200ms | 68.4% | H1 | ${branch(2)} |`,
        `| 3 | I/O-File (temp files) | 1200ms | 480ms | 60.0% | H1 | ${branch(3)} |`,
        '| **Total** |  | **6300ms** | **480ms** | **92.4%** |  |  |',
        '',
        'Target: 500ms → Achieved: 480ms ✓ TARGET MET (cycle 3)',
      ].join('\n'),
    );
    expect(report).not.toContain('#### Gap analysis');
    expect(report).toContain(`${branch(3)} contains all changes.`);
    const files = project.git('ls-tree', '-r', '--name-only', branch(3)).split('\n');
    expect(files).toEqual(expect.arrayContaining(['src/c1.ts', 'src/c2.ts', 'src/c3.ts']));
    expect(told.filter((text) => text.startsWith('═══'))).toEqual([
      expect.stringContaining('Remaining gap: 3800ms vs target 500ms'),
      expect.stringContaining(
        '═══ CYCLE 3/3 ═══\nPrevious: CPU: O(n^2) alignment → 68.4% improvement',
      ),
    ]);
    expect(calls.filter((call) => call.startsWith('generate'))).toEqual([
      'generate 1 without ',
      'generate 2 without key-1,H2',
      'generate 3 without key-1,H2,key-2',
    ]);
    // C10: the user's own tree is unchanged.
    expect(project.git('status', '--porcelain', '--branch')).toBe(before);
    expect(project.git('rev-parse', 'HEAD')).toBe(head);
    expect(project.git('worktree', 'list').split('\n')).toHaveLength(1);
  });

  it('OPT-03, OPT-54, OPT-35, OPT-65: lists the first cycle in the context of the second, and reports the gap', async () => {
    const { root } = createOptimizeProject();
    const { workers } = createScriptedWorkers([
      { baseline: 6300, final: 3800 },
      { baseline: 3790, final: 3780 },
    ]);
    const { exitCode } = await runOptimizationLoop(root, workers);
    const block = readContext(readFileSync(join(root, LOOP_FOLDER, 'context.md'), 'utf8'));
    expect(block.cycle).toBe(2);
    expect(block.previous_cycles).toMatchObject([{ cycle: 1, baseline_ms: 6300, final_ms: 3800 }]);
    // The baseline is measured anew, and the target was missed.
    expect(readLoopState(root).cycles[1].baseline.wall_time_ms).toBe(3790);
    expect(readLoopState(root).run.stop.text).toBe('PLATEAU on cycle 2: 0.3% < 5%');
    const report = reportOf(root);
    expect(report).toContain('#### Gap analysis');
    expect(report).toContain('Stop reason: plateau.');
    // Phases 0 and 1 run once, 2 to 8 in each cycle, and 9 to 11 once.
    expect(eventsOf(root)).toEqual([
      ...phases(1, '0_preflight', '1_parse'),
      ...phases(1, '2_profile', '3_gate', '4_research', '5_target', '6_context'),
      ...phases(1, '7_validate', '8_execute'),
      ...['collect', 'merge', 'record', 'free', 'header', 'reset'].map(
        (step) => `1 boundary ${step}`,
      ),
      ...phases(2, '2_profile', '3_gate', '4_research', '6_context', '7_validate', '8_execute'),
      '2 boundary collect',
      '2 boundary record',
      ...phases(2, '9_aggregate', '10_report', '11_meta'),
    ]);
    expect(report).toContain('Remaining bottlenecks in the latest map\n  - CPU 50%: listUsers');
    expect(exitCode).toBe(0);
  });

  it.each<[string, string, 'diagnosis' | 'success', number]>([
    ['infrastructure_bound', 'gate_block', 'diagnosis', 8],
    ['already_optimized', 'gate_success', 'success', 0],
  ])('OPT-41, OPT-46: ends on %s in the second cycle: %s', async (id, reason, outcome, code) => {
    const { root } = createOptimizeProject();
    const indicators = [{ id, message: `${id}!`, evidence: 'e' }] as never;
    const { workers } = createScriptedWorkers([
      { baseline: 6300, final: 3800 },
      { baseline: 3800, final: 1, gate: { verdict: 'BLOCK', outcome, indicators } },
    ]);
    const { exitCode } = await runOptimizationLoop(root, workers);
    expect(readLoopState(root).run.stop).toEqual({ reason, text: `${id}!` });
    expect(exitCode).toBe(code);
    expect(reportOf(root)).toContain('#### Latest performance map');
  });

  it('OPT-40: overrides a BLOCK only with a reason, which is stored and reported', async () => {
    const { root } = createOptimizeProject();
    const { workers } = createScriptedWorkers([
      { baseline: 6300, final: 400, gate: { ...BLOCK, outcome: 'diagnosis' } },
    ]);
    const blocked = await runOptimizationLoop(root, workers);
    expect(blocked.exitCode).toBe(8);
    expect(existsSync(join(root, LOOP_FOLDER, 'context.md'))).toBe(false);
    const answers = { waive: 'we have to', waivePlan: null, by: 'ann' };
    const { exitCode, told } = await runOptimizationLoop(root, workers, {}, { answers });
    expect(exitCode).toBe(0);
    expect(readLoopState(root).run.gate_waiver).toMatchObject({ reason: 'we have to', by: 'ann' });
    expect(told.join('\n')).toContain('Waived by ann: we have to');
    expect(reportOf(root)).toContain('Overridden: Wrong Tool Gate, by ann');
  });

  it('OPT-38: continues with concerns, and writes them to the context', async () => {
    const { root } = createOptimizeProject();
    const concerns = [{ id: 'variance', message: 'It varies.' }] as never;
    const { workers } = createScriptedWorkers([
      { baseline: 6300, final: 400, gate: { verdict: 'CONCERNS', concerns } },
    ]);
    expect((await runOptimizationLoop(root, workers)).exitCode).toBe(0);
    const text = readFileSync(join(root, LOOP_FOLDER, 'context.md'), 'utf8');
    expect(readContext(text).warnings).toEqual([{ type: 'variance', detail: 'It varies.' }]);
  });

  it.each([1, 2])(
    'OPT-26, OPT-49, OPT-02: ends without a hypothesis in cycle %i, with its own code if unchanged',
    async (cycle) => {
      const { root } = createOptimizeProject();
      const none: ScriptedCycle = { baseline: 3800, final: 1, hypotheses: [] };
      const cycles = cycle === 1 ? [none] : [{ baseline: 6300, final: 3800 }, none];
      const { exitCode } = await runOptimizationLoop(root, createScriptedWorkers(cycles).workers);
      expect(readLoopState(root).run.stop).toEqual({
        reason: 'no_hypotheses',
        text: 'no known optimization pattern for I/O-Network',
      });
      expect(reportOf(root)).toContain('Stop reason: no hypotheses.');
      expect(exitCode).toBe(cycle === 1 ? 7 : 0);
    },
  );

  it('OPT-30: blocks on a merge conflict, reverts it, and lists the cycles', async () => {
    const project = createOptimizeProject();
    const { workers } = createScriptedWorkers([
      { baseline: 6300, final: 3800 },
      { baseline: 3800, final: 1200, file: 'src/users.ts' },
      { baseline: 1200, final: 480 },
    ]);
    const execute: typeof workers.execute = async (request) => {
      const answer = await workers.execute(request);
      const { root } = request;
      const { branch } = answer as { branch: string };
      if (!branch.endsWith('c2')) return answer;
      // Meanwhile, someone else commits to the run's tree.
      writeFileSync(join(root, 'src/users.ts'), 'export const other = 1;\n');
      const { execFileSync } = await import('node:child_process');
      const name = ['-c', 'user.name=t', '-c', 'user.email=t@example.com'];
      execFileSync('git', [...name, 'commit', '-qam', 'other'], { cwd: root });
      return answer;
    };
    const { exitCode } = await runOptimizationLoop(project.root, { ...workers, execute });
    expect(exitCode).toBe(8);
    expect(readLoopState(project.root).run.stop.text).toContain('Merge conflict in src/users.ts');
    expect(
      readLoopState(project.root).cycles.map((cycle: { status: string }) => cycle.status),
    ).toEqual(['done', 'conflict']);
    expect(reportOf(project.root)).toContain('| 1 | I/O-Network');
    expect(project.git('status', '--porcelain')).toBe('');
  });

  it.each<[string, Partial<ScriptedCycle>, string, string]>([
    ['OPT-60: a plan check without a verdict', { verdict: 'MAYBE' }, '7_validate', '"verdict"'],
    [
      'OPT-60: an executor without numbers',
      { execution: { branch: 'b' } },
      '8_execute',
      '"baseline"',
    ],
    [
      'OPT-48: research without its parts',
      { hypotheses: 3 as never },
      '4_research',
      '"hypotheses"',
    ],
  ])('%s makes its phase fail, and is reported', async (_name, changes, phase, field) => {
    const { root } = createOptimizeProject();
    const { workers } = createScriptedWorkers([{ baseline: 6300, final: 400, ...changes }]);
    const { exitCode } = await runOptimizationLoop(root, workers);
    const state = readLoopState(root);
    expect(state.phases[phase]).toMatchObject({ status: 'failed' });
    expect(state.phases[phase].error).toContain(field);
    expect(exitCode).toBe(7);
    expect(reportOf(root)).toContain(`${phase} failed`);
    expect(reportOf(root)).toContain('#### Latest performance map');
  });

  it('OPT-68: reports profile and research even when all hypotheses fail', async () => {
    const { root } = createOptimizeProject();
    const execution = {
      branch: 'optimize/none',
      baseline: { wall_time_ms: 6300 },
      final: { wall_time_ms: 6300 },
      total_improvement_pct: 0,
      target_met: false,
      strike_result: 'failed',
      hypotheses_applied: [],
      hypotheses_removed: [{ id: 'H1', reason: 'the tests fail with the patch' }],
      files_modified: [],
      contested_results: [],
    };
    const { workers } = createScriptedWorkers([{ baseline: 6300, final: 6300, execution }]);
    const { exitCode } = await runOptimizationLoop(root, workers);
    expect(exitCode).toBe(7);
    const report = reportOf(root);
    expect(report).toContain('H1: the tests fail with the patch');
    expect(report).toContain('##### Last proposals\n\n- H1: Sort once.');
    expect(report).toContain('None: nothing was changed.');
  });

  it('OPT-47, H812-21: may retry what lost to a better alternative, but not what failed', async () => {
    const { root } = createOptimizeProject();
    const hypotheses = ['H1', 'H2', 'H3', 'H4'].map((id) => sampleHypothesis({ id }));
    const lost = (id: string, reason: string) => ({
      name: id,
      hypotheses: [id],
      outcome: 'lost',
      improvement_pct: 5,
      reason,
    });
    const details = {
      hypotheses_removed: ['H2', 'H3', 'H4'].map((id) => ({ id, reason: 'not kept' })),
      contested_results: [
        {
          alternatives: [lost('H2', ''), lost('H3', 'no improvement')],
          winner: 'H1',
          delta_pct: 9,
        },
      ],
    };
    const { workers, calls } = createScriptedWorkers([
      { baseline: 6300, final: 3800, hypotheses, details },
      { baseline: 3800, final: 400 },
    ]);
    await runOptimizationLoop(root, workers);
    expect(calls).toContain('generate 2 without key-H1,key-H3,key-H4');
  });

  it('OPT-58: stops on NO_GO without a waiver, and continues with it', async () => {
    const { root } = createOptimizeProject();
    const apply = { kind: 'command' as const, argv: ['npm', 'dedupe'] };
    const hypotheses = [sampleHypothesis({ apply }), sampleHypothesis({ id: 'H2', apply: null })];
    const cycles = [{ baseline: 6300, final: 400, verdict: 'NO_GO', hypotheses }];
    const stopped = createScriptedWorkers(cycles);
    expect((await runOptimizationLoop(root, stopped.workers)).exitCode).toBe(7);
    expect(stopped.calls).not.toContain('execute 1');
    const answers = { waive: null, waivePlan: 'seen', by: 'ann' };
    expect(
      (await runOptimizationLoop(root, createScriptedWorkers(cycles).workers, {}, { answers }))
        .exitCode,
    ).toBe(0);
    expect(readLoopState(root).run.plan_waiver).toMatchObject({ reason: 'seen', by: 'ann' });
  });

  it('OPT-58: asks nobody for a waiver when everything is left to people', async () => {
    const { root } = createOptimizeProject();
    const hypotheses = [sampleHypothesis({ apply: null })];
    const { workers, calls } = createScriptedWorkers([
      { baseline: 6300, final: 6300, verdict: 'NO_GO', hypotheses },
    ]);
    const answers = { waive: null, waivePlan: 'seen', by: 'ann' };
    const { exitCode } = await runOptimizationLoop(root, workers, {}, { answers });
    expect(exitCode).toBe(7);
    expect(calls).not.toContain('execute 1');
    expect(reportOf(root)).toContain(
      'NO_GO on cycle 1: nothing can be applied; the only finding is left for manual work',
    );
  });

  it('OPT-55: changes nothing in plan-only mode', async () => {
    const project = createOptimizeProject();
    const tree = project.git('rev-parse', 'HEAD^{tree}');
    const { workers, calls } = createScriptedWorkers([{ baseline: 6300, final: 400 }]);
    const approve = ['gate1'] as const;
    const { exitCode } = await runOptimizationLoop(project.root, workers, {
      planOnly: true,
      approve,
    });
    expect(exitCode).toBe(0);
    expect(calls).not.toContain('execute 1');
    expect(readLoopState(project.root).phases['8_execute']).toMatchObject({
      skipped_by_mode: true,
    });
    expect(existsSync(join(project.root, LOOP_FOLDER, 'context.md'))).toBe(true);
    const report = readFileSync(join(project.root, LOOP_FOLDER, 'report.json'), 'utf8');
    expect(JSON.parse(report)).toMatchObject({ outcome: 'planned', gap: null });
    expect(project.git('rev-parse', 'HEAD^{tree}')).toBe(tree);
    expect(project.git('branch', '--list')).toBe('* main');
  });

  it('OPT-69, OPT-72: stops at the first gate with the plan when nobody can be asked', async () => {
    const { root } = createOptimizeProject();
    const { workers, calls } = createScriptedWorkers([
      { baseline: 6300, final: 3800 },
      { baseline: 3800, final: 400 },
    ]);
    const paused = await runOptimizationLoop(root, workers, { approve: [] });
    expect(paused.exitCode).toBe(8);
    expect(calls).toEqual([]);
    expect(paused.told.join('\n')).toMatch(
      /Target: src\/users.ts::listUsers[\s\S]*Test: .*test[\s\S]*at most 3/,
    );
    expect(readLoopState(root).run.pending_decision).toMatchObject({
      kind: 'gate1',
      resume_to_phase: '2_profile',
      blocking: true,
    });
    // Another process gives the approval.
    const second = await runOptimizationLoop(root, workers, { resume: true, approve: ['gate1'] });
    expect(readLoopState(root).run.pending_decision.kind).toBe('gate2');
    expect(second.told.join('\n')).toContain('H1: Sort once. (risk Low, manual only)');
    // A person who can answer is prompted once, and not in the second cycle.
    const third = await runOptimizationLoop(
      root,
      workers,
      { resume: true, approve: [] },
      { answer: () => true },
    );
    expect(third.asked).toEqual(['Carry out this plan, and continue without further approval?']);
    expect(third.exitCode).toBe(0);
    expect(calls.filter((call) => call.startsWith('profile'))).toEqual(['profile 1', 'profile 2']);
  });
});
