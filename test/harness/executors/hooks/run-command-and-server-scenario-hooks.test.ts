import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { openScenarioHooks } from '../../../../harness/executors/hooks/run-scenario-hooks-in-separate-process.ts';
import type { StartSpec } from '../../../../harness/host/process/process-runner.ts';
import { createHost } from '../../../../harness/host.ts';
import type { HookName, Params } from '../../../../harness/model/scenario/scenario.ts';
import { failureOf } from '../executor-test-setup.ts';

const file = fileURLToPath(new URL('../../../fixtures/hooks/hooks.scenario.mjs', import.meta.url));
const host = createHost();
const folder = mkdtempSync(join(tmpdir(), 'hooks-'));
const log = join(folder, 'log');
const never = new AbortController().signal;

beforeEach(() => rmSync(log, { force: true }));
afterAll(async () => {
  await host.processes.stopAll();
  rmSync(folder, { recursive: true });
});

function open(name: string, hooks: readonly HookName[], signal = never, params: Params = {}) {
  const scenario = { source: { file, name }, params, hooks, cwd: folder, env: { HOOKS_LOG: log } };
  return openScenarioHooks(host, scenario, signal);
}

describe('hooks of commands and servers', () => {
  it('run in order in one process, share the fixture and get the params', async () => {
    const hooks = await open('logged', ['setup', 'beforeEach', 'teardown'], never, { size: 3 });
    await hooks.beforeEach();
    await hooks.beforeEach();
    await hooks.close();
    await hooks.close();
    expect(readFileSync(log, 'utf8').trim().split('\n')).toEqual([
      'setup {"size":3}',
      'beforeEach 1 {"size":3}',
      'beforeEach 2 {"size":3}',
      'teardown 2',
    ]);
  });

  it('start no process when a scenario has none', async () => {
    const started: unknown[] = [];
    const watched = {
      ...host,
      processes: {
        ...host.processes,
        start: (spec: StartSpec) => {
          started.push(spec);
          return host.processes.start(spec);
        },
      },
    };
    const scenario = {
      source: { file, name: 'logged' },
      params: {},
      hooks: [],
      cwd: folder,
      env: {},
    };
    const hooks = await openScenarioHooks(watched, scenario, never);
    await hooks.beforeEach();
    await hooks.close();
    expect(started).toEqual([]);
  });

  it('fail the unit with the error of setup', async () => {
    const failure = await failureOf(open('setup throws', ['setup']));
    expect(failure).toMatchObject({
      reason: 'threw',
      message: 'setup threw: no database here',
      remedy: 'Fix the setup hook of the scenario.',
    });
    expect(failure.output).toContain('hooks.scenario.mjs');
  });

  it('fail the unit when a hook ends its process', async () => {
    expect(await failureOf(open('setup exits', ['setup']))).toMatchObject({
      reason: 'exited',
      message: 'setup ended its process with exit code 7',
    });
  });

  it('are cut short by the signal when setup blocks', async () => {
    const failure = await failureOf(open('setup blocks', ['setup'], AbortSignal.timeout(700)));
    expect(failure.reason).toBe('timeout');
  });

  it('fail the unit with what beforeEach rejects with, an Error or not', async () => {
    const hooks = await open('beforeEach rejects', ['beforeEach']);
    const failure = await failureOf(hooks.beforeEach());
    expect(failure).toMatchObject({ reason: 'threw', message: 'beforeEach threw: a string' });
    await hooks.close();
  });

  it('report a teardown that throws after the process has ended', async () => {
    const hooks = await open('teardown throws', ['teardown']);
    const failure = await failureOf(hooks.close());
    expect(failure).toMatchObject({ reason: 'threw', message: 'teardown threw: cannot tidy up' });
  });

  it('run teardown even when the unit was aborted', async () => {
    const controller = new AbortController();
    const hooks = await open('logged', ['setup', 'teardown'], controller.signal);
    controller.abort();
    await hooks.close();
    expect(readFileSync(log, 'utf8')).toContain('teardown 0');
  });

  it('report a file that no longer defines the scenario', async () => {
    const failure = await failureOf(open('gone', ['setup']));
    expect(failure.message).toContain('no longer defines a scenario named "gone"');
  });
});
