import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const PROGRAM = fileURLToPath(new URL('../../../fixtures/host/guardians.ts', import.meta.url));

// In a process of its own, since other tests in this one have guardians too.
test('there is one guardian for all hosts of a program: it ends with the last tree and is there again for the next', () => {
  const printed = execFileSync(process.execPath, [PROGRAM], { encoding: 'utf8' });
  expect(JSON.parse(printed)).toEqual({
    ofThreeHosts: 1,
    afterTheEnd: 0,
    ofTheNext: 1,
    whileAnotherRuns: 1,
    afterBoth: 0,
  });
});
