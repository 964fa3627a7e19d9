import { describe, expect, it } from 'vitest';
import { scenarioModule } from '../support/bad-input.ts';
import { project, runCli } from '../support/run-cli.ts';

const COUNTED = scenarioModule(
  `{ name: 'counted', run: () => 1, budgets: { instructions: '< 1000' } }`,
);
const env = { PATH: '/nowhere' };

describe('a machine without valgrind', () => {
  it('measures nothing that asks for instructions, says how to get it, and ends with 5', async () => {
    const root = project({ 'scenarios/counted.mjs': COUNTED });
    const { code, out, err } = await runCli(['run'], { cwd: root, env });
    expect(code).toBe(5);
    expect(`${out}${err}`.replace(/\s+/g, ' ')).toMatch(/valgrind is not in any folder of PATH/);
    expect(`${out}${err}`.replace(/\s+/g, ' ')).toMatch(/apt-get install valgrind/);
    expect(err).not.toMatch(/^\s+at /m);
  });

  it('is told so by doctor, which does not need it', async () => {
    const root = project({});
    const { code, out } = await runCli(['doctor'], { cwd: root, env });
    expect(code).toBe(0);
    expect(out).toMatch(/– valgrind +missing +counts the instructions/);
    expect(out).toMatch(/install: apt-get install valgrind/);
  });
});
