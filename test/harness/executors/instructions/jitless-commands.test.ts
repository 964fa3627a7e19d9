/** `instructions: { jitless: true }` of a command: Node.js without V8's compilers, under valgrind. */
import { describe, expect, it } from 'vitest';
import type { CommandScenario } from '../../../../harness/model/scenario/scenario.ts';
import { argv, commandScenario, nodeScript } from '../../../support/command-scenario.ts';
import { createUnits, PATIENCE_MS } from './count-units.ts';

const { count, fail } = createUnits();
const NONE = 'process.exitCode = 0;';
/** So much of it that V8 would compile it. */
const MUCH = `let state = 1;
for (let index = 0; index < 2_000_000; index += 1) state = (Math.imul(state, 48_271) + index) | 0;
process.exitCode = state === 0.5 ? 1 : 0;`;
const WITHOUT_COMPILERS = ['--no-opt', '--no-maglev', '--no-sparkplug', '--regexp-interpret-all'];

function scenarioOf(script: string, jitless: boolean): CommandScenario {
  return commandScenario({
    command: nodeScript(script),
    instructions: { jitless, iterations: null },
  });
}

describe('instructions of a command without compilers', { timeout: PATIENCE_MS }, () => {
  it('are those of the interpreter, many times as many for the same work', async () => {
    const ofWork = async (jitless: boolean): Promise<number> => {
      const [none, much] = await Promise.all([
        count(scenarioOf(NONE, jitless)),
        count(scenarioOf(MUCH, jitless)),
      ]);
      return much - none;
    };
    const compiled = await ofWork(false);
    const interpreted = await ofWork(true);
    expect(compiled).toBeGreaterThan(2_000_000);
    expect(interpreted / compiled).toBeGreaterThan(3);
    expect(interpreted / compiled).toBeLessThan(100);
  });

  it('repeat under the same seed', async () => {
    const scenario = scenarioOf(MUCH, true);
    const [once, again] = await Promise.all([
      count(scenario, { seed: 5 }),
      count(scenario, { seed: 5 }),
    ]);
    expect(Math.abs(again / once - 1)).toBeLessThan(0.001);
  });

  it('are counted with those flags of V8 and no others, so that WebAssembly stays', async () => {
    const script = `console.error(process.execArgv.join(' '), typeof WebAssembly); process.exit(4)`;
    const flagsOf = async (jitless: boolean): Promise<readonly string[]> => {
      const { output } = await fail(scenarioOf(script, jitless), { seed: 9 });
      return (output ?? '').split(/\s+/u);
    };
    const [compiled, interpreted] = await Promise.all([flagsOf(false), flagsOf(true)]);
    expect(interpreted).toEqual(expect.arrayContaining([...WITHOUT_COMPILERS, '--random-seed=9']));
    expect(interpreted).toContain('object');
    expect(interpreted.filter((flag) => !compiled.includes(flag))).toEqual(WITHOUT_COMPILERS);
    expect(compiled).toContain('--random-seed=9');
  });

  it('of a program that is not Node.js are as they are', async () => {
    const plain = commandScenario({ command: argv('true') });
    const [without, plainly] = await Promise.all([
      count({ ...plain, instructions: { jitless: true, iterations: null } }),
      count(plain),
    ]);
    expect(Math.abs(without / plainly - 1)).toBeLessThan(0.001);
  });
});
