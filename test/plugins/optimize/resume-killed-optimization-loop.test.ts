/**
 * Loops cut off between phases and during a phase: the next start continues where the loop was, and
 * ends with the same tree. The proof test covers every phase, with killed processes too.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import {
  computeUninterruptedTree,
  crashLoopHost,
  expectOptimizationLoopResumes,
  type LoopMoment,
  SCRIPTED_CYCLES,
} from '../../support/kill/expect-optimization-loop-resumes.ts';
import {
  createOptimizeProject,
  createScriptedWorkers,
  runOptimizationLoop,
} from '../../support/scripted-optimization-loop.ts';

let tree = '';
beforeAll(async () => {
  tree = await computeUninterruptedTree();
});

describe('a killed loop', () => {
  it.each<LoopMoment>([
    [1, '8_execute', 'done'],
    [2, '4_research', 'running'],
  ])('OPT-16, OPT-20, OPT-21: resumes from cycle %i, %s %s', async (...moment) => {
    await expectOptimizationLoopResumes(crashLoopHost, moment, tree);
  });

  it('OPT-20: does not resume without a request, and starts anew on demand', async () => {
    const { root } = createOptimizeProject();
    await crashLoopHost(root, [1, '4_research', 'running']);
    const { workers, calls } = createScriptedWorkers(SCRIPTED_CYCLES);
    await expect(runOptimizationLoop(root, workers)).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringContaining('Resume from cycle 1, phase 4_research?'),
    });
    const answer = (question: string): boolean => question === 'Start fresh?';
    const { asked } = await runOptimizationLoop(root, workers, {}, { answer });
    expect(asked.slice(0, 2)).toEqual(['Resume from cycle 1, phase 4_research?', 'Start fresh?']);
    expect(calls[0]).toBe('profile 1');
  });
});
