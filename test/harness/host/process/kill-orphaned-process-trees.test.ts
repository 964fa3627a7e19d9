import { execFileSync, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { isAlive } from '../../../../harness/host/process/process-identity-and-liveness.ts';

const WAIT = fileURLToPath(
  new URL('../../../../harness/host/process/guardian-wait.sh', import.meta.url),
);

/** Returns what the guardian forwards at the end of its input. */
const handedOn = (lines: readonly string[], command = ['cat']): string =>
  execFileSync('/bin/sh', [WAIT, ...command], {
    input: lines.map((line) => `${line}\n`).join(''),
    encoding: 'utf8',
  });

test('passes on the trees that were not released, in their order', () => {
  const lines = ['+ 1 a', '+ 12 b', '- 1 a', '+ 3 c', '+ 112 d', '- 12 b', '- 9 never-there'];
  expect(handedOn(lines)).toBe('+ 3 c\n+ 112 d\n');
});

test('starts nothing when every tree was released', () => {
  expect(handedOn(['+ 1 a', '- 1 a'], ['no-such-program'])).toBe('');
});

const PROGRAM = fileURLToPath(new URL('../../../fixtures/host/guardians.ts', import.meta.url));

// In a separate process, since other tests in this process have guardians too.
test('uses one guardian for all hosts, which ends with the last tree and restarts for the next', () => {
  const printed = execFileSync(process.execPath, [PROGRAM], { encoding: 'utf8' });
  expect(JSON.parse(printed)).toEqual({
    ofThreeHosts: 1,
    afterTheEnd: 0,
    ofTheNext: 1,
    whileAnotherRuns: 1,
    afterBoth: 0,
  });
});

const KILLED = fileURLToPath(new URL('../../../fixtures/host/killed.ts', import.meta.url));

test('ends the children of a killed program, even if they ignore polite signals', async () => {
  const { stdout, signal } = spawnSync(process.execPath, [KILLED], { encoding: 'utf8' });
  const pid = Number(stdout);
  expect({ signal, isNumber: pid > 0 }).toEqual({ signal: 'SIGKILL', isNumber: true });
  await expect.poll(() => isAlive({ pid, startedTicks: null }), { timeout: 100_000 }).toBe(false);
});
