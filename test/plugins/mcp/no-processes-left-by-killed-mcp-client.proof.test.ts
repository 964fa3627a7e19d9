/** Clients that are killed during long work: nothing that was started for them continues. */
import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, test } from 'vitest';
import { findMarkedProcesses, MARK_VARIABLE, waitUntil } from './find-processes-started-by-test.ts';
import {
  createCommittedProject,
  PLAN_ONLY_LOOP,
  SLOW_SOURCE,
} from './git-project-with-quadratic-function.ts';

/** Scenarios with long units, so that a kill falls into a unit. */
const LASTING = `import { unique } from '../unique.js';
export default { name: 'lasting', command: ['node', '-e', 'setTimeout(() => {}, 2_000)'] };
export const used = unique;
`;

const WORK: readonly (readonly [name: string, given: object, allow: string])[] = [
  ['run', { scenarios: ['lasting'] }, 'run'],
  ['compare', { base: 'HEAD~1', scenarios: ['lasting'] }, 'compare'],
  ['bisect', { good: 'HEAD~1', bad: 'HEAD', scenario: 'lasting', time: '60s' }, 'bisect'],
  ['profile', { scenario: 'lasting' }, 'profile'],
  ['optimize_start', PLAN_ONLY_LOOP, 'optimize'],
];

/** Starts a working client in a separate process, with a mark on everything it starts. */
async function atWork(folder: string, [name, given, allow]: (typeof WORK)[number]) {
  const mark = `${name}-${process.pid}-${Date.now()}`;
  const script = join(import.meta.dirname, 'call-mcp-tool-child.ts');
  const child = spawn(process.execPath, [script, folder, name, JSON.stringify(given), allow], {
    env: { ...process.env, [MARK_VARIABLE]: mark },
    stdio: ['ignore', 'ignore', 'ignore'],
  });
  started.push(child);
  // The client, its server, and the processes started by the server.
  await waitUntil(() => findMarkedProcesses(mark).length >= 4, 120_000);
  return { mark, child };
}

const started: ChildProcess[] = [];
afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL');
});

describe('a client killed during a call', () => {
  test.each(WORK)('of %s leaves no process behind', async (...work) => {
    const { folder, commit } = createCommittedProject(SLOW_SOURCE, {
      'scenarios/lasting.js': LASTING,
    });
    commit('two');
    const { mark, child } = await atWork(folder, work);
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    child.kill('SIGKILL');
    await waitUntil(() => findMarkedProcesses(mark).length === 0, 30_000);
  });

  test('leaves no process behind when killed together with its server', async () => {
    const { folder } = createCommittedProject(SLOW_SOURCE, { 'scenarios/lasting.js': LASTING });
    const work = ['run', { scenarios: ['lasting'] }, 'run'] as const;
    const { mark, child } = await atWork(folder, work);
    const server = findMarkedProcesses(mark).find((pid) => argumentsOf(pid).includes('mcp'));
    if (server === undefined) throw new Error('there is no server');
    process.kill(server, 'SIGKILL');
    child.kill('SIGKILL');
    await waitUntil(() => findMarkedProcesses(mark).length === 0, 30_000);
  });
});

function argumentsOf(pid: number): readonly string[] {
  return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
}
