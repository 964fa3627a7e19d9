import { describe, expect, it } from 'vitest';
import { compare, type ProgressEvent, type Report, run } from '../../../index.ts';
import { scenarioModule } from '../../support/bad-input-and-leftover-process-assertions.ts';
import { isolateMeasurementLock } from '../../support/isolate-measurement-lock.ts';
import { createProject, listRecordFiles } from '../../support/run-cli.ts';
import { runCommandInProcess } from '../../support/run-command-in-process.ts';
import { createScriptedExecutors } from '../../support/scripted-executors.ts';

isolateMeasurementLock();

const FEW = scenarioModule(
  `{ name: 'few', duration: '5 ms', warmup: '1 ms', trials: 3, run: () => 1 }`,
);

const COMMAND = scenarioModule(`{ name: 'few', command: ['true'], trials: 3 }`);

describe('the public API', () => {
  it('measures as the command line does, saves a record and reports its progress', async () => {
    const cwd = createProject({ 'scenarios/few.mjs': FEW });
    const events: ProgressEvent[] = [];
    const report = await run({ cwd, seed: 7, onProgress: (event) => events.push(event) });
    expect(report).toMatchObject({ schema: 'perf-harness/report@1', verdict: 'pass' });
    expect(report.runs[0]).toMatchObject({ scenario: 'few', seed: 7, state: 'completed' });
    expect(listRecordFiles(cwd)).toEqual([`${report.runs[0]?.id}.json`]);
    // `waiting` is left out, since other tests may be measuring on this machine at the same time.
    const told = events.map(({ type }) => type).filter((type) => type !== 'waiting');
    expect(told).toEqual([
      'scenario-started',
      ...Array.from({ length: 4 }, () => 'trial-finished'),
      'scenario-finished',
    ]);
  });

  it('keeps what was measured when it is aborted', async () => {
    const cwd = createProject({ 'scenarios/few.mjs': COMMAND });
    const controller = new AbortController();
    const report = await run({
      cwd,
      signal: controller.signal,
      onProgress: ({ type }) => type === 'trial-finished' && controller.abort(),
    });
    expect(report.runs[0]).toMatchObject({ state: 'interrupted' });
  });

  it('rejects with the mistake, its code and what to do', async () => {
    const cwd = createProject({ 'scenarios/few.mjs': COMMAND });
    await expect(run({ cwd, targets: ['fwe'] })).rejects.toMatchObject({
      name: 'UserError',
      exitCode: 2,
      message: expect.stringContaining('few'),
    });
  });

  it('compares a measurement with an earlier measurement', async () => {
    const cwd = createProject({ 'scenarios/few.mjs': COMMAND });
    const first = await run({ cwd });
    const second = await run({ cwd });
    const [base = '', head = ''] = [first, second].map((report) => report.runs[0]?.id ?? '');
    const report = await compare({ cwd, base, head });
    expect(report).toMatchObject({
      schema: 'perf-harness/comparison@1',
      base: { label: base, source: 'record' },
      head: { label: head, source: 'record' },
    });
    const wide = await compare({ cwd, base, head, margin: 0.25 });
    expect(new Set(wide.comparisons.map(({ margin }) => margin))).toEqual(new Set([0.25]));
    await expect(compare({ cwd, base: 'nothing' })).rejects.toMatchObject({ exitCode: 6 });
  });
});

describe('run with executors of its own', () => {
  it('counts instructions by those that count them', async () => {
    const cwd = createProject({
      'scenarios/few.mjs': scenarioModule(
        "{ name: 'few', command: ['true'], trials: 3, metrics: ['wall_time', 'instructions'] }",
      ),
    });
    const executors = createScriptedExecutors(
      () => ({ measurements: { wall_time: 5 } }),
      () => ({ measurements: { instructions: 1_234_567 } }),
    );
    const { out, err } = await runCommandInProcess(['run', '--reporter', 'json'], {
      cwd,
      executors,
    });
    const [few] = (JSON.parse(out) as Report).runs;
    expect(few?.metrics.instructions?.center, err).toBe(1_234_567);
  });
});
