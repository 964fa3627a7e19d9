import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { PerformanceMap } from '../../harness/model/documents/performance-map-document.ts';
import { createProject } from '../support/run-cli.ts';
import { runCommandInProcess } from '../support/run-command-in-process.ts';
import { flattenPerformanceMapSteps } from '../support/synthetic-performance-map.ts';

async function mapOf(files: Readonly<Record<string, string>>) {
  const cwd = createProject(files);
  const args = ['profile', 'nap', '--trials', '1', '--no-instrument'];
  const { code, err } = await runCommandInProcess([...args, '--reporter', 'json=map.json'], {
    cwd,
    isLight: true,
  });
  expect(code, err).toBe(0);
  const { map } = JSON.parse(readFileSync(join(cwd, 'map.json'), 'utf8')) as {
    readonly map: PerformanceMap;
  };
  return map;
}

// A command: see the proof.
describe('the map of a program without a server', () => {
  it('P811-11: covers for a function only the measured calls, not the warm-up', async () => {
    const map = await mapOf({
      'scenarios/nap.mjs': `import { setTimeout as sleep } from 'node:timers/promises';
import { defineScenario } from 'perf-harness';
export default defineScenario({ name: 'nap', warmup: '300 ms', duration: '50 ms', run: () => nap() });
async function nap() { await sleep(5); }
`,
    });
    const waits = flattenPerformanceMapSteps(map.steps).filter(({ type }) => type === 'timer');
    // It is warmed up for six times as long: with that it would be seven.
    expect(waits.map(({ calls }) => calls)).toEqual([1]);
    expect(map.baseline.wall_time_ms).toBeGreaterThan(4.9);
  });
});
