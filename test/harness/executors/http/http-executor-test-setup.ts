import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createHttpExecutor } from '../../../../harness/executors/http/http-executor.ts';
import { createHost } from '../../../../harness/host.ts';
import type { Executor, Unit } from '../../../../harness/model/executor.ts';
import type { HttpScenario, ServerSettings } from '../../../../harness/model/scenario/scenario.ts';
import type { Block, Failure } from '../../../../harness/model/trial.ts';
import { SCENARIO_DEFAULTS } from '../../../support/scenario-defaults.ts';
import { failureOf } from '../executor-test-setup.ts';

export const FIXTURE_SERVER = fileURLToPath(
  new URL('../../../fixtures/http/server.mjs', import.meta.url),
);

/** A server of the fixture, with every key filled. */
export function fixtureServerSettings(
  behaviour: string,
  changes: Partial<ServerSettings> = {},
): ServerSettings {
  return {
    command: { type: 'argv', argv: [process.execPath, FIXTURE_SERVER, ...behaviour.split(' ')] },
    env: {},
    cwd: process.cwd(),
    ready: { type: 'port' },
    readyTimeoutMs: 60_000,
    port: null,
    ...changes,
  };
}

/** Returns settings of a server that the probe cannot reach, like a server in another language. */
export function unprobedServerSettings(behaviour: string): ServerSettings {
  const { command } = fixtureServerSettings(behaviour);
  if (command.type !== 'argv') throw new TypeError('the fixture is started without a shell');
  const argv = ['env', '-u', 'NODE_OPTIONS', ...command.argv] as const;
  return fixtureServerSettings(behaviour, { command: { type: 'argv', argv } });
}

/** Returns an http scenario with defaults for every key, for tests that set only a few. */
export function httpScenario(
  server: ServerSettings | null,
  changes: Partial<HttpScenario> & { readonly timeoutMs?: number } = {},
): HttpScenario {
  return {
    ...SCENARIO_DEFAULTS,
    kind: 'http',
    name: 'answer',
    server,
    request: {
      url: '/',
      method: 'GET',
      headers: {},
      body: null,
      expectStatus: [],
      timeoutMs: 30_000,
    },
    load: { type: 'closed', connections: 4 },
    durationMs: 80,
    warmupMs: 20,
    sampling: { minTrials: 3, maxTrials: 3, precision: 0.02, maxTimeMs: 60_000, warmupTrials: 0 },
    ...changes,
  };
}

export function requestSettings(
  changes: Partial<HttpScenario['request']>,
): HttpScenario['request'] {
  return { ...httpScenario(null).request, ...changes };
}

const host = createHost();
let executor: Executor<HttpScenario> | undefined;

/** Stops the load generators shared by a file's units: `afterAll(closeUnits)`. */
export async function closeUnits(): Promise<void> {
  await executor?.dispose?.();
  executor = undefined;
}

/** Opens a unit, passes it to the callback, and always closes it. */
export async function withHttpUnit<T>(
  scenario: HttpScenario,
  use: (unit: Unit) => Promise<T>,
  signal: AbortSignal = AbortSignal.timeout(scenario.timeoutMs),
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'ph-http-'));
  const place = { index: 0, warmup: false, side: 'a', pair: 0, slot: 0, seed: 7 } as const;
  executor ??= createHttpExecutor(host);
  let unit: Unit | undefined;
  try {
    unit = await executor.open({ scenario, trial: place, folder, signal });
    return await use(unit);
  } finally {
    await unit?.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Value of a metric that must be there. */
export function metricValue(measurements: Block['measurements'], metric: string): number {
  const found = measurements[metric];
  if (found === undefined) throw new Error(`${metric} is missing`);
  return found;
}

/** Measures one block of one unit. */
export function measureBlock(scenario: HttpScenario): Promise<Block> {
  return withHttpUnit(scenario, (unit) => unit.measure({ index: 0, durationMs: null }));
}

/** Returns the failure in which measuring ends. @throws Error if measuring succeeds. */
export function measureFailure(scenario: HttpScenario): Promise<Failure> {
  return failureOf(measureBlock(scenario));
}
