/** `instructions: { jitless: true }` of a command; jitless-commands.proof.test.ts compares it. */
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createHost } from '../../../../harness/host.ts';
import { argvCommand, commandScenario } from '../../../support/command-scenario.ts';
import { FAKE_INSTRUCTION_COUNT, withFakeValgrind } from './fake-valgrind.ts';
import { createInstructionUnits } from './instruction-executor-test-setup.ts';

const WRITE_FLAGS = `require('node:fs').writeFileSync(process.argv[1], [...process.execArgv, typeof WebAssembly].join(' '));`;

it('counts a jitless Node.js command without JIT, under fixed seeds, with WebAssembly', async () => {
  const flags = join(mkdtempSync(join(tmpdir(), 'jitless-')), 'flags');
  const scenario = commandScenario({
    command: argvCommand(process.execPath, '-e', WRITE_FLAGS, flags),
    instructions: { jitless: true, iterations: null },
  });
  const { count } = createInstructionUnits({ host: withFakeValgrind(createHost()) });
  expect(await count(scenario, { seed: 9 })).toBe(FAKE_INSTRUCTION_COUNT);
  expect(readFileSync(flags, 'utf8').split(' ')).toEqual(
    expect.arrayContaining([
      '--no-opt',
      '--no-maglev',
      '--no-sparkplug',
      '--regexp-interpret-all',
      '--predictable',
      '--single-threaded',
      '--hash-seed=9',
      '--random-seed=9',
      'object',
    ]),
  );
});
