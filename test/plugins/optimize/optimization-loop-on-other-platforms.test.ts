/** The loop on an emulated other platform, with scripted workers. */
import { describe, expect, it } from 'vitest';
import {
  createOptimizeProject,
  createScriptedWorkers,
  runOptimizationLoop,
} from '../../support/scripted-optimization-loop.ts';
import { simulatePlatform, TESTED_SYSTEMS } from '../../support/simulated-platform.ts';

describe.each(TESTED_SYSTEMS)('the optimization loop on %s', (platform) => {
  simulatePlatform(platform);

  it('meets its goal on a branch of its own', async () => {
    const { root, git } = createOptimizeProject();
    const { workers } = createScriptedWorkers([{ baseline: 6300, final: 480 }]);
    const { exitCode } = await runOptimizationLoop(root, workers);
    expect(exitCode).toBe(0);
    const branches = git('branch', '--list', 'optimize/*', '--format=%(refname:short)');
    expect(branches).toBe('optimize/listusers-c1');
    expect(git('worktree', 'list').split('\n')).toHaveLength(1);
  });
});
