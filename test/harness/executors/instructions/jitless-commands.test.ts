/** `instructions: { jitless: true }` of a command: Node.js without V8's compilers, under valgrind. */
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { CommandScenario } from '../../../../harness/model/scenario/scenario.ts';
import { argv, commandScenario } from '../../../support/command-scenario.ts';
import { createUnits, PATIENCE_MS } from './count-units.ts';

const { count } = createUnits();
const flags = join(mkdtempSync(join(tmpdir(), 'jitless-')), 'flags');
const ROUNDS = 500_000;
/** So much of it that V8 would compile it. */
const MUCH = `let state = 1;
for (let index = 0; index < ${ROUNDS}; index += 1) state = (Math.imul(state, 48_271) + index) | 0;
require('node:fs').writeFileSync(process.argv[1], [...process.execArgv, typeof WebAssembly].join(' '));
process.exitCode = state === 0.5 ? 1 : 0;`;
const WITHOUT_COMPILERS = ['--no-opt', '--no-maglev', '--no-sparkplug', '--regexp-interpret-all'];

function scenarioOf(jitless: boolean): CommandScenario {
  return commandScenario({
    command: argv(process.execPath, '-e', MUCH, flags),
    instructions: { jitless, iterations: null },
  });
}

describe('instructions of a command without compilers', { timeout: PATIENCE_MS }, () => {
  let compiled: number;
  let interpreted: number;
  let flagsOfCompiled: readonly string[];
  let flagsOfInterpreted: readonly string[];
  const readFlags = (): readonly string[] => readFileSync(flags, 'utf8').split(' ');
  beforeAll(async () => {
    compiled = await count(scenarioOf(false), { seed: 9 });
    flagsOfCompiled = readFlags();
    interpreted = await count(scenarioOf(true), { seed: 9 });
    flagsOfInterpreted = readFlags();
  }, PATIENCE_MS);

  it('are those of the interpreter, many more for the same work', () => {
    const more = (interpreted - compiled) / ROUNDS;
    // A round takes some five instructions as V8 compiles it.
    expect(more).toBeGreaterThan(30);
    expect(more).toBeLessThan(500);
  });

  it('repeat under the same seed', async () => {
    const again = await count(scenarioOf(true), { seed: 9 });
    expect(Math.abs(again / interpreted - 1)).toBeLessThan(0.001);
  });

  it('are counted with those flags of V8 and no others, so that WebAssembly stays', () => {
    expect(flagsOfInterpreted).toEqual(
      expect.arrayContaining([...WITHOUT_COMPILERS, '--random-seed=9']),
    );
    expect(flagsOfInterpreted).toContain('object');
    expect(flagsOfInterpreted.filter((flag) => !flagsOfCompiled.includes(flag))).toEqual(
      WITHOUT_COMPILERS,
    );
    expect(flagsOfCompiled.join(' ')).toMatch(
      /--predictable --single-threaded .*--hash-seed=9 --random-seed=9/,
    );
  });

  it('of a native program are as they are, and repeat', async () => {
    const plain = commandScenario({ command: argv('true') });
    const [without, plainly] = await Promise.all([
      count({ ...plain, instructions: { jitless: true, iterations: null } }),
      count(plain),
    ]);
    expect(plainly).toBeGreaterThan(10_000);
    expect(Math.abs(without / plainly - 1)).toBeLessThan(0.001);
  });
});
