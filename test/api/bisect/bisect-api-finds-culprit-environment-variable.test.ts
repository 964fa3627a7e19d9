import { describe, expect, it } from 'vitest';
import { bisect } from '../../../index.ts';
import { scenarioModule } from '../../support/bad-input-and-leftover-process-assertions.ts';
import { isolateMeasurementLock } from '../../support/isolate-measurement-lock.ts';
import { createProject } from '../../support/run-cli.ts';

isolateMeasurementLock();

/** Waiting that a variable makes longer. */
const WORK = scenarioModule(`{ name: 'work', command: 'sleep "$DELAY"' }`);
const over = {
  type: 'variables',
  variables: [
    { name: 'OTHER', from: '1', to: '2' },
    { name: 'DELAY', from: '0', to: '0.05' },
  ],
} as const;

describe('the bisect function of the API', () => {
  it('finds the variable that makes the difference', async () => {
    const cwd = createProject({ 'scenarios/work.mjs': WORK });
    const report = await bisect({ cwd, over, margin: 0.5, seed: 7 });
    expect(report).toMatchObject({ schema: 'perf-harness/bisect@1', outcome: 'found' });
    expect(report.confirmations.at(-1)).toMatchObject({ first: 2, last: 2, confirmed: true });
  });

  it('rejects several scenarios', async () => {
    const cwd = createProject({
      'scenarios/work.mjs': WORK,
      'scenarios/other.mjs': WORK.replace("'work'", "'other'"),
    });
    await expect(bisect({ cwd, over })).rejects.toMatchObject({ code: 'one-scenario' });
  });
});
