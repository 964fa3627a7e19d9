/** A process that a program left behind in a session of its own. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { LINUX } from '../../../../../harness/host/platform/linux/linux-platform.ts';
import { sendSignal } from '../../../../../harness/host/platform/send-signal.ts';
import { isAlive } from '../../../../../harness/host/process/process-identity-and-liveness.ts';
import { TREE_VARIABLE } from '../../../../../harness/host/process/process-tree-environment-variable.ts';
import { randomToken } from '../../../../../harness/host/random-token.ts';
import { createHost } from '../../../../../harness/host.ts';

const LEAVE = 'setsid sleep 300 >/dev/null 2>&1 & echo $!';
/** Uses more process numbers than are checked one by one. */
const MANY = 'i=0; while [ $i -lt 40 ]; do (:); i=$((i+1)); done';

/** Runs a program to its end, outside of the process runner, which would end what it leaves. */
function runLeaving(text: string) {
  const token = randomToken(12);
  const env = { ...process.env, [TREE_VARIABLE]: token };
  const { pid, stdout } = spawnSync('sh', ['-c', text], { env, encoding: 'utf8' });
  const left = Number(stdout);
  expect(left).toBeGreaterThan(0);
  onTestFinished(() => sendSignal(left, 'SIGKILL'));
  return { left, tree: { pid, token, startedTicks: '0' } };
}

test.each([
  ['the next number', LEAVE],
  ['one of many numbers assigned since', `${LEAVE}; ${MANY}`],
  ['a number far above', `${MANY}; ${LEAVE}`],
])('a process is found right after the program ended when it has %s', (_, text) => {
  const { left, tree } = runLeaving(text);
  expect(LINUX.trees.living({ ...tree, spawnedMs: performance.now() })).toEqual([left]);
});

test.each([
  ['the numbers may have started over since', { spawnedMs: performance.now() - 1e9 }],
  ['the start of the program is unknown', {}],
])('a process with a lower number than the program is found when %s', (_, start) => {
  const { left, tree } = runLeaving(`${LEAVE}; ${MANY}`);
  expect(LINUX.trees.living({ ...tree, pid: left + 1, ...start })).toEqual([left]);
});

test.each([
  ['at once', 'true'],
  ['later', 'sleep 0.1'],
])('exec ends the process when the program ends %s', async (_, then) => {
  const file = join(mkdtempSync(join(tmpdir(), 'left-behind-')), 'pid');
  const text = `(${LEAVE}) > ${file}; ${then}`;
  await createHost().processes.exec({ file: text, shell: true, timeoutMs: 300_000 });
  const pid = Number(readFileSync(file, 'utf8'));
  expect(pid).toBeGreaterThan(0);
  expect(isAlive({ pid, startedTicks: null })).toBe(false);
});
