import { describe, expect, it } from 'vitest';
import { bisect } from '../../../index.ts';
import { scenarioModule } from '../../support/bad-input.ts';
import { project } from '../../support/run-cli.ts';

/** Work that a variable makes three times as much. */
const WORK = scenarioModule(
  `{ name: 'work', duration: '10 ms', warmup: '5 ms', run: () => {
    let sum = 0;
    for (let i = 0; i < 1e5 * Number(process.env.TIMES); i += 1) sum = (sum + (i ^ (sum >> 3))) | 0;
    return sum;
  } }`,
);
const over = {
  type: 'variables',
  variables: [
    { name: 'OTHER', from: '1', to: '2' },
    { name: 'TIMES', from: '1', to: '3' },
  ],
} as const;

describe('bisect, called by a program', () => {
  it('finds the variable that makes the difference', async () => {
    const cwd = project({ 'scenarios/work.mjs': WORK });
    const report = await bisect({ cwd, over, margin: 0.5, seed: 7 });
    expect(report).toMatchObject({ schema: 'perf-harness/bisect@1', outcome: 'found' });
    expect(report.confirmations.at(-1)).toMatchObject({ first: 2, last: 2, confirmed: true });
  });

  it('rejects several scenarios', async () => {
    const cwd = project({
      'scenarios/work.mjs': WORK,
      'scenarios/other.mjs': WORK.replace("'work'", "'other'"),
    });
    await expect(bisect({ cwd, over })).rejects.toMatchObject({ code: 'one-scenario' });
  });
});
