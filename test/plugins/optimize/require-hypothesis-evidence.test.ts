/** No change is made without a measurement. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { selectHypotheses } from '../../../plugins/optimize/generators/select-hypotheses.ts';
import {
  sampleHypothesis,
  samplePerformanceMap,
} from '../../support/sample-optimization-context.ts';
import {
  createOptimizeProject,
  createScriptedWorkers,
  LOOP_FOLDER,
  readLoopState,
  runOptimizationLoop,
  type ScriptedCycle,
} from '../../support/scripted-optimization-loop.ts';

describe('the measurement-first rule', () => {
  it.each<[string, ScriptedCycle['map'], string]>([
    ['a baseline of no trials', { trials: 0 }, 'did not measure a baseline'],
    ['a baseline of nothing', { baseline: { wall_time_ms: 0 } }, 'did not measure a baseline'],
  ])('LEAD-06: prevents proposals and changes with %s', async (_, map, reason) => {
    const { root } = createOptimizeProject();
    const { workers, calls } = createScriptedWorkers([
      { baseline: 6300, final: 400, map: map ?? {} },
    ]);
    expect((await runOptimizationLoop(root, workers)).exitCode).toBe(7);
    expect(readLoopState(root).phases['2_profile']).toMatchObject({
      status: 'failed',
      error: expect.stringContaining(reason),
    });
    expect(calls).toEqual(['profile 1']);
  });

  it('LEAD-06: refuses a hypothesis without evidence, whoever proposes it', async () => {
    const bare = sampleHypothesis({ id: 'H2', key: 'bare', evidence: [] });
    const { root } = createOptimizeProject();
    const both = createScriptedWorkers([
      { baseline: 6300, final: 400, hypotheses: [sampleHypothesis({ key: 'sound' }), bare] },
    ]);
    const { told } = await runOptimizationLoop(root, both.workers);
    expect(told).toContain('H2 is left out: no measurement or finding supports it');
    const kept = JSON.parse(readFileSync(join(root, LOOP_FOLDER, 'cycle-1/research.json'), 'utf8'));
    expect(kept.hypotheses.map(({ id }: { id: string }) => id)).toEqual(['H1']);
    expect(kept.rejected).toEqual([
      { key: 'bare', reason: 'no measurement or finding supports it' },
    ]);
    const alone = createScriptedWorkers([{ baseline: 6300, final: 400, hypotheses: [bare] }]);
    expect((await runOptimizationLoop(createOptimizeProject().root, alone.workers)).exitCode).toBe(
      7,
    );
    expect(alone.calls).not.toContain('execute 1');
  });

  it('LEAD-06: holds for the built-in selection too', () => {
    const { id: _, ...proposal } = sampleHypothesis({ key: 'bare', evidence: [] });
    const limits = { map: samplePerformanceMap(), exclude: [], isFile: () => true };
    expect(selectHypotheses([proposal], limits)).toMatchObject({
      hypotheses: [],
      rejected: [{ key: 'bare', reason: 'no measurement or finding supports it' }],
    });
  });
});
