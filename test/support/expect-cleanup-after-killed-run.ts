/** kill -9 of a run at various moments, and the state that the next start finds. */
import { randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import {
  expectNoProcessLeft,
  scenarioModule,
} from './bad-input-and-leftover-process-assertions.ts';
import { expectProcessesGone, listChildProcesses, waitUntil } from './detect-command-leftovers.ts';
import { createProject, listRecordFiles, startCli } from './run-cli.ts';
import { runCommandInProcess } from './run-command-in-process.ts';
import { createScriptedExecutors, drawWallTimes } from './scripted-executors.ts';

/** Functions that write a file to announce each phase, and then take their time. */
export const SLOW_SCENARIOS = scenarioModule(
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

export function isFileInFolder(root: string, name: string): boolean {
  return readdirSync(root).includes(name);
}

interface Moment {
  readonly files: Record<string, string>;
  readonly env?: Record<string, string>;
  readonly reached: (root: string) => boolean;
}

export const KILL_MOMENTS = {
  'a scenario is loaded': {
    files: { 'scenarios/slow.mjs': SLOW_SCENARIOS },
    env: { SLOW_LOAD: '1' },
    reached: (root) =>
      isFileInFolder(root, 'phase-load') || isFileInFolder(join(root, 'scenarios'), 'phase-load'),
  },
  'a function is set up': {
    files: { 'scenarios/slow.mjs': SLOW_SCENARIOS },
    reached: (root) => isFileInFolder(root, 'phase-setup'),
  },
  'a function is measured': {
    files: { 'scenarios/slow.mjs': SLOW_SCENARIOS },
    reached: (root) => isFileInFolder(root, 'phase-run'),
  },
  'a command runs': {
    files: { 'scenarios/command.mjs': COMMAND },
    reached: (root) => isFileInFolder(root, 'phase-command'),
  },
  'a server is under load': {
    files: { 'scenarios/served.mjs': SERVED, 'server.mjs': SERVER },
    reached: (root) => isFileInFolder(root, 'phase-load-run'),
  },
} satisfies Readonly<Record<string, Moment>>;

/** Kills a run at that moment: no process stays, and the next start clears the rest. */
export async function expectKillCleanup(moment: Moment): Promise<void> {
  const root = createProject(moment.files);
  const temporary = join(root, '..', 'tmp');
  mkdirSync(temporary);
  const marker = `PERF_HARNESS_TEST=${randomUUID()}`;
  const value = marker.split('=')[1];
  const running = startCli(['run'], {
    cwd: root,
    env: { PERF_HARNESS_TEST: value, TMPDIR: temporary, ...moment.env },
  });
  await waitUntil(() => moment.reached(root));
  const guardians = listChildProcesses(running.child.pid ?? -1);
  expect(guardians.length).toBeGreaterThan(0);
  running.child.kill('SIGKILL');
  expect((await running.result).signal).toBe('SIGKILL');
  await expectNoProcessLeft(marker);
  await expectProcessesGone(guardians);

  const next = await runCommandInProcess(['run', '--trials', '3', '--', 'true'], {
    cwd: root,
    env: { PERF_HARNESS_TEST: value, TMPDIR: temporary },
    executors: createScriptedExecutors(drawWallTimes(() => 5)),
  });
  expect(next.code).toBe(0);
  expect(
    readdirSync(temporary, { recursive: true }).filter((name) =>
      /\d/.test(`${name}`.split('/')[1] ?? ''),
    ),
  ).toEqual([]);
  const left = listRecordFiles(root).filter((name) => !name.endsWith('.json'));
  expect(left).toEqual([]);
}
