/** kill -9 in every phase: the next start goes on where it was, and ends with the same tree. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { PHASES } from '../../../plugins/optimize/phases.ts';
import { optimizeProject, runLoop, scriptedWorkers } from '../../support/optimize-project.ts';

const CHILD = fileURLToPath(new URL('../../support/optimize-child.ts', import.meta.url));
const CYCLES = [
  { baseline: 6300, final: 3800 },
  { baseline: 3800, final: 480 },
];
const LAST = 'optimize/listusers-c2^{tree}';

function stateOf(root: string) {
  return JSON.parse(readFileSync(join(root, '.optimization/listusers/state.json'), 'utf8'));
}

let undisturbed = '';
beforeAll(async () => {
  const project = optimizeProject();
  await runLoop(project.root, scriptedWorkers(CYCLES).workers);
  undisturbed = project.git('rev-parse', LAST);
});

const last = ['9_aggregate', '10_report', '11_meta'];
const moments = [
  ...PHASES.map((phase) => [last.includes(phase) ? 2 : 1, phase, 'running'] as const),
  [1, '8_execute', 'done'] as const,
  [2, '2_profile', 'pending'] as const,
  [2, '4_research', 'running'] as const,
  [2, '8_execute', 'running'] as const,
];

describe('a loop that was killed', () => {
  it.each(moments)('OPT-16, OPT-20, OPT-21: in cycle %i, %s %s', async (cycle, phase, status) => {
    const project = optimizeProject();
    const head = project.git('rev-parse', 'HEAD');
    const args = [CHILD, project.root, String(cycle), phase, status];
    const child = spawnSync(process.execPath, args, { encoding: 'utf8', timeout: 120_000 });
    expect([child.signal, child.stderr]).toEqual(['SIGKILL', '']);
    const killed = stateOf(project.root);
    expect(killed.current_cycle).toBe(cycle);
    expect(killed.phases[phase].status).toBe(status);

    const { workers, calls } = scriptedWorkers(CYCLES);
    const { exitCode } = await runLoop(project.root, workers, { resume: true });
    expect(exitCode).toBe(0);
    expect(project.git('rev-parse', LAST)).toBe(undisturbed);
    expect(stateOf(project.root).cycles).toMatchObject([
      { cycle: 1, improvement_pct: 39.7, hypotheses_applied: ['H1'] },
      { cycle: 2, improvement_pct: 87.4, target_met: true, hypotheses_applied: ['H1'] },
    ]);
    // What was done is not done again.
    const isBefore = (one: string): boolean =>
      cycle === 2 || (PHASES as readonly string[]).indexOf(one) < PHASES.indexOf(phase);
    expect(calls.includes('profile 1')).toBe(!isBefore('2_profile'));
    expect(project.git('rev-parse', 'HEAD')).toBe(head);
    expect(project.git('status', '--porcelain')).toBe('');
  });

  it('OPT-20: is not gone on with unasked, and a new one begins on demand', async () => {
    const { root } = optimizeProject();
    const args = [CHILD, root, '1', '4_research', 'running'];
    spawnSync(process.execPath, args, { timeout: 120_000 });
    const { workers, calls } = scriptedWorkers(CYCLES);
    await expect(runLoop(root, workers)).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringContaining('Resume from cycle 1, phase 4_research?'),
    });
    const answer = (question: string): boolean => question === 'Start fresh?';
    const { asked } = await runLoop(root, workers, {}, { answer });
    expect(asked.slice(0, 2)).toEqual(['Resume from cycle 1, phase 4_research?', 'Start fresh?']);
    expect(calls[0]).toBe('profile 1');
  });
});
