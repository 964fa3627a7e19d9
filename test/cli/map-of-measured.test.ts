import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { flat } from '../support/made-map.ts';
import { project, runCli } from '../support/run-cli.ts';

const SCENARIOS = `import { setTimeout as sleep } from 'node:timers/promises';
import { defineScenario } from 'perf-harness';
export default defineScenario({ name: 'nap', warmup: '300 ms', duration: '200 ms', run: () => nap() });
async function nap() { await sleep(20); }
`;

describe('the map of a program that serves nothing', () => {
  it('P811-11: of a function is of the calls that are measured, and not of those that warm it up', async () => {
    const root = project({ 'package.json': '{"type":"module"}', 'scenarios/nap.mjs': SCENARIOS });
    const { code, err } = await runCli(['profile', 'nap', '--reporter', 'json=map.json'], {
      cwd: root,
    });
    expect(code, err).toBe(0);
    const { map } = JSON.parse(readFileSync(join(root, 'map.json'), 'utf8'));
    const waits = flat(map.steps).filter(({ type }) => type === 'timer');
    expect(waits.map(({ calls }) => calls)).toEqual([1]);
    // Warming up takes longer than measuring here: with it an operation would take 50 ms.
    expect(map.baseline.wall_time_ms).toBeGreaterThan(19);
    expect(map.baseline.wall_time_ms).toBeLessThan(40);
  });

  it('P811-11: of a command is of its runs, and not of what is done before each', async () => {
    const root = project({
      'package.json': '{"type":"module"}',
      'nap.mjs': 'setTimeout(() => {}, 50);\n',
      'scenarios/nap.mjs': `import { setTimeout as sleep } from 'node:timers/promises';
import { defineScenario } from 'perf-harness';
export default defineScenario({ name: 'nap', command: ['node', 'nap.mjs'], beforeEach: () => sleep(1_000) });
`,
    });
    const { code, err } = await runCli(['profile', 'nap', '--reporter', 'json=map.json'], {
      cwd: root,
    });
    expect(code, err).toBe(0);
    const { map } = JSON.parse(readFileSync(join(root, 'map.json'), 'utf8'));
    expect(map.baseline.wall_time_ms).toBeGreaterThan(50);
    expect(map.baseline.wall_time_ms).toBeLessThan(1_000);
  });
});
