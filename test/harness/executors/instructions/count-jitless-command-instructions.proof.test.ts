/** `instructions: { jitless: true }` of a command: Node.js without V8's compilers, under valgrind. */
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  argvCommand,
  commandScenario,
  nodeScriptCommand,
} from '../../../support/command-scenario.ts';
import { COUNTING_TIMEOUT_MS, createInstructionUnits } from './instruction-executor-test-setup.ts';

const { count } = createInstructionUnits();
const folder = mkdtempSync(join(tmpdir(), 'jitless-'));
const ROUNDS = 200_000;
/** So many iterations that V8 would compile the loop. */
const MUCH = `let state = 1;
for (let index = 0; index < ${ROUNDS}; index += 1) state = (Math.imul(state, 48_271) + index) | 0;
require('node:fs').writeFileSync(process.argv[1], [...process.execArgv, typeof WebAssembly].join(' '));
process.exitCode = state === 0.5 ? 1 : 0;`;
const WITHOUT_COMPILERS = ['--no-opt', '--no-maglev', '--no-sparkplug', '--regexp-interpret-all'];

/** Its instructions, and the flags that it had. */
async function countOf(jitless: boolean) {
  const flags = join(folder, String(jitless));
  const scenario = commandScenario({
    command: argvCommand(process.execPath, '-e', MUCH, flags),
    instructions: { jitless, iterations: null },
  });
  const instructions = await count(scenario, { seed: 9 });
  return { instructions, flags: readFileSync(flags, 'utf8').split(' ') };
}

describe('instructions of a command without compilers', { timeout: COUNTING_TIMEOUT_MS }, () => {
  it('are those of the interpreter, many more for the same work, and keep WebAssembly', async () => {
    const [compiled, interpreted] = await Promise.all([countOf(false), countOf(true)]);
    const more = (interpreted.instructions - compiled.instructions) / ROUNDS;
    // A round takes some five instructions as V8 compiles it.
    expect(more).toBeGreaterThan(30);
    expect(more).toBeLessThan(500);
    expect(interpreted.flags).toEqual(
      expect.arrayContaining([...WITHOUT_COMPILERS, '--random-seed=9']),
    );
    expect(interpreted.flags).toContain('object');
    expect(interpreted.flags.filter((flag) => !compiled.flags.includes(flag))).toEqual(
      WITHOUT_COMPILERS,
    );
    expect(compiled.flags.join(' ')).toMatch(
      /--predictable --single-threaded .*--hash-seed=9 --random-seed=9/,
    );
  });

  it('are unchanged for a native program, and repeat', async () => {
    const plain = commandScenario({ command: argvCommand('true') });
    const [without, plainly] = await Promise.all([
      count({ ...plain, instructions: { jitless: true, iterations: null } }),
      count(plain),
    ]);
    expect(plainly).toBeGreaterThan(10_000);
    expect(Math.abs(without / plainly - 1)).toBeLessThan(0.001);
  });
});

it('counts the same instructions of a command without compilers under the same seed', {
  timeout: COUNTING_TIMEOUT_MS,
}, async () => {
  const scenario = commandScenario({
    command: nodeScriptCommand(
      'let state = 1; for (let index = 0; index < 500_000; index += 1) state ^= index;',
    ),
    instructions: { jitless: true, iterations: null },
  });
  const once = await count(scenario, { seed: 9 });
  const again = await count(scenario, { seed: 9 });
  expect(Math.abs(again / once - 1)).toBeLessThan(0.001);
});
