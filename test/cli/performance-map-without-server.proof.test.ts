import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { PerformanceMap } from '../../harness/model/documents/performance-map-document.ts';
import { createProject } from '../support/run-cli.ts';
import { runCommandInProcess } from '../support/run-command-in-process.ts';

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
  return { cwd, map };
}

describe('the map of a program without a server', () => {
  it('P811-11: covers for a command only its runs, not what is done before each run', async () => {
    const { cwd, map } = await mapOf({
      // It says itself when it was begun and ended, however busy the machine is.
      'nap.mjs': `import { appendFileSync } from 'node:fs';
setTimeout(() => {}, 50);
process.on('exit', () => appendFileSync('ended', Date.now() + '\\n'));
`,
      'scenarios/nap.mjs': `import { appendFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { defineScenario } from 'perf-harness';
export default defineScenario({ name: 'nap', command: ['node', 'nap.mjs'], cwd: '..', beforeEach: async () => {
  await sleep(200);
  appendFileSync(new URL('../begun', import.meta.url), Date.now() + '\\n');
} });
`,
    });
    const [begun = [], ended = []] = ['begun', 'ended'].map((name) =>
      readFileSync(join(cwd, name), 'utf8').trim().split('\n').map(Number),
    );
    const lived = ended.map((endMs, index) => endMs - (begun[index] ?? Number.NaN));
    expect(map.baseline.wall_time_ms).toBeGreaterThan(50);
    expect(map.baseline.wall_time_ms).toBeLessThan(Math.max(...lived) + 200);
  });
});
