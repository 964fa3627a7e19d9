import { describe, expect, it } from 'vitest';
import { gate } from '../../../index.ts';
import { scenarioModule } from '../../support/bad-input-and-leftover-process-assertions.ts';
import { isolateMeasurementLock } from '../../support/isolate-measurement-lock.ts';
import { createProject } from '../../support/run-cli.ts';

isolateMeasurementLock();

const limited = (limit: string): string =>
  scenarioModule(
    `{ name: 'few', command: ['true'], trials: 3, budgets: { wall_time: '${limit}' } }`,
  );

describe('the gate function of the API', () => {
  it('judges only budgets when there is no commit to compare with, and says so', async () => {
    const report = await gate({ cwd: createProject({ 'scenarios/few.mjs': limited('< 10 s') }) });
    expect(report).toMatchObject({ schema: 'perf-harness/gate@1', verdict: 'pass', exit_code: 0 });
    expect(report.findings.map(({ id }) => id)).toEqual(['no-base']);
  });

  it('fails when a budget is broken, unless it should only report', async () => {
    const cwd = createProject({ 'scenarios/few.mjs': limited('< 0.001 ns') });
    expect(await gate({ cwd })).toMatchObject({ verdict: 'fail', exit_code: 1 });
    expect(await gate({ cwd, reportOnly: true })).toMatchObject({ verdict: 'fail', exit_code: 0 });
  });

  it('rejects a gate without the base that it requires', async () => {
    const cwd = createProject({ 'scenarios/few.mjs': limited('< 10 s') });
    await expect(gate({ cwd, requireBaseline: true })).rejects.toMatchObject({
      name: 'UserError',
      message: expect.stringContaining('A base is required, but there is none'),
    });
  });
});
