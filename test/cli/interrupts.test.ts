import { randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { expectNothingLeft, scenarioModule } from '../support/bad-input.ts';
import { runCommand } from '../support/command-line.ts';
import { project, recordFiles, startCli } from '../support/run-cli.ts';

/** Functions that say in which phase they are, by a file, and then take their time. */
const SLOW = scenarioModule(
  `{
    name: 'slow',
    duration: '100 ms', warmup: '10 ms', trials: 100,
    setup: () => writeFileSync('phase-setup', ''),
    run: () => { writeFileSync('phase-run', ''); return new Promise((resolve) => setTimeout(resolve, 50)); },
  }`,
  `import { writeFileSync } from 'node:fs';
   if (process.env.SLOW_LOAD) { writeFileSync('phase-load', ''); await new Promise((resolve) => setTimeout(resolve, 60_000)); }`,
);

const SERVED = scenarioModule(`{
  name: 'served',
  server: { command: ['node', 'server.mjs'], cwd: '..' },
  http: { url: '/', connections: 2, duration: '300 ms', warmup: '50 ms' },
  trials: 30,
}`);
const SERVER = `import { createServer } from 'node:http';
import { writeFileSync } from 'node:fs';
createServer((request, response) => { writeFileSync('phase-load-run', ''); response.end('ok'); }).listen(process.env.PORT);`;

const COMMAND = scenarioModule(`{
  name: 'command', trials: 30, cwd: '..',
  command: ['node', '-e', "require('fs').writeFileSync('phase-command', ''); setTimeout(() => {}, 300)"],
}`);

async function until(condition: () => boolean): Promise<void> {
  for (let waited = 0; waited < 120_000; waited += 20) {
    if (condition()) return;
    await sleep(20);
  }
  throw new Error('waited in vain');
}

function isThere(root: string, name: string): boolean {
  return readdirSync(root).includes(name);
}

const PHASES: readonly {
  readonly phase: string;
  readonly files: Record<string, string>;
  readonly env?: Record<string, string>;
  readonly reached: (root: string) => boolean;
}[] = [
  {
    phase: 'while a scenario is loaded',
    files: { 'scenarios/slow.mjs': SLOW },
    env: { SLOW_LOAD: '1' },
    reached: (root) =>
      isThere(root, 'phase-load') || isThere(join(root, 'scenarios'), 'phase-load'),
  },
  {
    phase: 'while a function is set up',
    files: { 'scenarios/slow.mjs': SLOW },
    reached: (root) => isThere(root, 'phase-setup'),
  },
  {
    phase: 'while a function is measured',
    files: { 'scenarios/slow.mjs': SLOW },
    reached: (root) => isThere(root, 'phase-run'),
  },
  {
    phase: 'while a command runs',
    files: { 'scenarios/command.mjs': COMMAND },
    reached: (root) => isThere(root, 'phase-command'),
  },
  {
    phase: 'while a server is under load',
    files: { 'scenarios/served.mjs': SERVED, 'server.mjs': SERVER },
    reached: (root) => isThere(root, 'phase-load-run'),
  },
];

describe('kill -9 of the harness', () => {
  it.for(PHASES)('$phase leaves no process, and the next start clears the rest', async (one) => {
    const root = project(one.files);
    const temporary = join(root, '..', 'tmp');
    mkdirSync(temporary);
    const marker = `PERF_HARNESS_TEST=${randomUUID()}`;
    const value = marker.split('=')[1];
    const running = startCli(['run'], {
      cwd: root,
      env: { PERF_HARNESS_TEST: value, TMPDIR: temporary, ...one.env },
    });
    await until(() => one.reached(root));
    const guardians = childrenOf(running.child.pid ?? -1);
    expect(guardians.length).toBeGreaterThan(0);
    running.child.kill('SIGKILL');
    expect((await running.result).signal).toBe('SIGKILL');
    await expectNothingLeft(marker);
    await until(() => guardians.every((pid) => !isAlive(pid)));

    const next = await runCommand(['run', '--trials', '3', '--', 'true'], {
      cwd: root,
      env: { PERF_HARNESS_TEST: value, TMPDIR: temporary },
    });
    expect(next.code).toBe(0);
    expect(
      readdirSync(temporary, { recursive: true }).filter((name) =>
        /\d/.test(`${name}`.split('/')[1] ?? ''),
      ),
    ).toEqual([]);
    const left = recordFiles(root).filter((name) => !name.endsWith('.json'));
    expect(left).toEqual([]);
  });
});

describe('an interrupt', () => {
  it('keeps what was measured, says so and ends with 130, also where npm passes it on once more', async () => {
    // A machine that stands still between the two makes them two keys: then it is tried again.
    for (let gapMs = Number.POSITIVE_INFINITY; gapMs > 200; ) {
      const root = project();
      const asked = ['run', '--reporter', 'json', '--trials', '100', '--', 'sleep', '0.1'];
      const running = startCli(asked, { cwd: root });
      await until(() => journalLines(root) >= 4);
      const firstMs = performance.now();
      running.child.kill('SIGINT');
      await sleep(20);
      running.child.kill('SIGINT');
      gapMs = performance.now() - firstMs;
      const { code, out, err } = await running.result;
      if (gapMs > 200) continue;
      expect(code).toBe(130);
      expect(err).toContain('saved');
      const [run] = JSON.parse(out).runs;
      expect(run.state).toBe('interrupted');
      expect(run.metrics.wall_time.n).toBeGreaterThanOrEqual(2);
      expect(recordFiles(root).filter((name) => !name.endsWith('.json'))).toEqual([]);
    }
  });

  it('does not wait for scenarios that are still being loaded', async () => {
    const root = project({ 'scenarios/slow.mjs': SLOW });
    const value = randomUUID();
    const env = { SLOW_LOAD: '1', PERF_HARNESS_TEST: value };
    const running = startCli(['run'], { cwd: root, env });
    await until(() => isThere(root, 'phase-load'));
    running.child.kill('SIGINT');
    expect((await running.result).code).toBe(130);
    await expectNothingLeft(value);
    expect(recordFiles(root)).toEqual([]);
  });

  it('ends with 143 on SIGTERM', async () => {
    const root = project({ 'scenarios/slow.mjs': SLOW });
    const running = startCli(['run'], { cwd: root });
    await until(() => isThere(root, 'phase-run'));
    running.child.kill('SIGTERM');
    expect((await running.result).code).toBe(143);
  });

  it('ends a prepare command that is under way', async () => {
    const building = scenarioModule(
      `{ name: 'x', command: ['node', '-e', '0'], prepare: ['node', '-e', "require('fs').writeFileSync('phase', ''); setInterval(() => {}, 1000)"], cwd: '..' }`,
    );
    const root = project({ 'scenarios/one.mjs': building });
    const value = randomUUID();
    const running = startCli(['run'], { cwd: root, env: { PERF_HARNESS_TEST: value } });
    await until(() => isThere(root, 'phase'));
    running.child.kill('SIGINT');
    expect((await running.result).code).toBe(130);
    await expectNothingLeft(value);
  });

  it('leaves at once when it comes twice, with nothing left running', async () => {
    const stubborn = scenarioModule(
      `{ name: 'x', command: ['node', '-e', "process.on('SIGTERM', () => {}); require('fs').writeFileSync('phase', ''); setInterval(() => {}, 1000)"], cwd: '..' }`,
    );
    const root = project({ 'scenarios/one.mjs': stubborn });
    const value = randomUUID();
    const running = startCli(['run'], { cwd: root, env: { PERF_HARNESS_TEST: value } });
    await until(() => isThere(root, 'phase'));
    running.child.kill('SIGINT');
    await sleep(400);
    running.child.kill('SIGINT');
    expect((await running.result).code).toBe(130);
    await expectNothingLeft(value);
  });
});

function journalLines(root: string): number {
  const name = recordFiles(root).find((file) => file.endsWith('.partial'));
  if (name === undefined) return 0;
  const text = readFileSync(join(root, '.perf-harness', 'runs', name), 'utf8');
  return text.split('\n').filter((line) => line !== '').length;
}

function childrenOf(parent: number): readonly number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => Number.isInteger(pid) && parentOf(pid) === parent);
}

function parentOf(pid: number): number | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
  } catch {
    return null;
  }
}

function isAlive(pid: number): boolean {
  try {
    return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}
