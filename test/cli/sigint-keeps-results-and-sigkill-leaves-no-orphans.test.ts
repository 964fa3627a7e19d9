import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import {
  expectNoProcessLeft,
  scenarioModule,
} from '../support/bad-input-and-leftover-process-assertions.ts';
import { waitUntil } from '../support/detect-command-leftovers.ts';
import {
  expectKillCleanup,
  isFileInFolder,
  KILL_MOMENTS,
  SLOW_SCENARIOS,
} from '../support/expect-cleanup-after-killed-run.ts';
import { createProject, listRecordFiles, startCli } from '../support/run-cli.ts';

describe('kill -9 of the harness', () => {
  it('leaves no process while a server is under load, and the next start removes the rest', async () => {
    await expectKillCleanup(KILL_MOMENTS['a server is under load']);
  });
});

describe('an interrupt', () => {
  it('keeps what was measured, says so and ends with 130, even when npm passes it on again', async () => {
    // A pause of the machine between the two signals makes them two key presses; then the test
    // retries.
    for (let gapMs = Number.POSITIVE_INFINITY; gapMs > 200; ) {
      const root = createProject();
      const asked = ['run', '--reporter', 'json', '--trials', '100', '--', 'sleep', '0.1'];
      const running = startCli(asked, { cwd: root });
      await waitUntil(() => journalLines(root) >= 4);
      const firstMs = performance.now();
      running.child.kill('SIGINT');
      await sleep(20);
      running.child.kill('SIGINT');
      gapMs = performance.now() - firstMs;
      const { code, out, err } = await running.result;
      if (gapMs > 200) continue;
      expect(code).toBe(130);
      expect(err).toContain('saving the measurements so far');
      const [run] = JSON.parse(out).runs;
      expect(run.state).toBe('interrupted');
      expect(run.metrics.wall_time.n).toBeGreaterThanOrEqual(2);
      expect(listRecordFiles(root).filter((name) => !name.endsWith('.json'))).toEqual([]);
    }
  });

  it('does not wait for scenarios that are still loading', async () => {
    const root = createProject({ 'scenarios/slow.mjs': SLOW_SCENARIOS });
    const value = randomUUID();
    const env = { SLOW_LOAD: '1', PERF_HARNESS_TEST: value };
    const running = startCli(['run'], { cwd: root, env });
    await waitUntil(() => isFileInFolder(root, 'phase-load'));
    running.child.kill('SIGINT');
    expect((await running.result).code).toBe(130);
    await expectNoProcessLeft(value);
    expect(listRecordFiles(root)).toEqual([]);
  });

  it('ends a running prepare command, with 143 on SIGTERM', async () => {
    const building = scenarioModule(
      `{ name: 'x', command: ['node', '-e', '0'], prepare: ['node', '-e', "require('fs').writeFileSync('phase', ''); setInterval(() => {}, 1000)"], cwd: '..' }`,
    );
    const root = createProject({ 'scenarios/one.mjs': building });
    const value = randomUUID();
    const running = startCli(['run'], { cwd: root, env: { PERF_HARNESS_TEST: value } });
    await waitUntil(() => isFileInFolder(root, 'phase'));
    running.child.kill('SIGTERM');
    expect((await running.result).code).toBe(143);
    await expectNoProcessLeft(value);
  });

  it('ends the run at once when it comes twice, with nothing left running', async () => {
    const stubborn = scenarioModule(
      `{ name: 'x', command: ['node', '-e', "process.on('SIGTERM', () => {}); require('fs').writeFileSync('phase', ''); setInterval(() => {}, 1000)"], cwd: '..' }`,
    );
    const root = createProject({ 'scenarios/one.mjs': stubborn });
    const value = randomUUID();
    const running = startCli(['run'], { cwd: root, env: { PERF_HARNESS_TEST: value } });
    await waitUntil(() => isFileInFolder(root, 'phase'));
    running.child.kill('SIGINT');
    await waitUntil(() => running.err().includes('Interrupt again to quit at once'));
    // Two signals in quick succession would count as one key press.
    await sleep(400);
    running.child.kill('SIGINT');
    expect((await running.result).code).toBe(130);
    await expectNoProcessLeft(value);
  });
});

function journalLines(root: string): number {
  const name = listRecordFiles(root).find((file) => file.endsWith('.partial'));
  if (name === undefined) return 0;
  const text = readFileSync(join(root, '.perf-harness', 'runs', name), 'utf8');
  return text.split('\n').filter((line) => line !== '').length;
}
