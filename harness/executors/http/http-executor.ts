import { setTimeout as sleep } from 'node:timers/promises';
import { acceptsConnections, acceptsTls } from '../../host/network/find-and-probe-ports.ts';
import type { Exit } from '../../host/process/process-runner.ts';
import type { Host } from '../../host.ts';
import { type Executor, type Unit, type UnitContext, UnitFailure } from '../../model/executor.ts';
import type { HttpScenario } from '../../model/scenario/scenario.ts';
import type { Block } from '../../model/trial.ts';
import {
  openScenarioHooks,
  type ScenarioHooks,
} from '../hooks/run-scenario-hooks-in-separate-process.ts';
import type { MetricReadings } from '../metric-readings.ts';
import { addSourceLoader } from '../node/add-node-source-transform-loader.ts';
import { computeHitRate, fetchCacheCounters } from '../probe/cache-hit-rate.ts';
import {
  beginUsageMeasurement,
  createRoundUsageMeasurer,
  type ServerUsage,
} from '../server/measure-server-resource-usage.ts';
import {
  type LoadTarget,
  openLoadTarget,
  unavailableServerUsage,
} from '../server/start-or-use-running-server-for-load.ts';
import { describeExit } from '../server/wait-for-server.ts';
import { combineLoadRuns } from './combine-load-runs.ts';
import {
  allRequestsFailed,
  createFailedBlock,
  createLoadMeasurementBlock,
} from './create-load-measurement-block.ts';
import type { LoadPlan, LoadResult } from './load-generator-messages.ts';
import {
  createLoadGeneratorPool,
  type LoadGeneratorPool,
  type LoadGeneratorProcess,
} from './load-generator-pool.ts';
import { separateGeneratorCores } from './pin-load-generator-to-own-core.ts';
import { traceServerInputs } from './trace-server-external-inputs.ts';

/** Measures a server under load: each trial is a fresh server and a short load run. */
export function createHttpExecutor(host: Host): Executor<HttpScenario> {
  const generators = createLoadGeneratorPool(host);
  return {
    kind: 'http',
    adjustScenario: (scenario) => addSourceLoader(host.files, scenario),
    open: (context) => openUnit(host, generators, context),
    traceInputs: (context) => traceServerInputs(host, context),
    combineBlocks: combineLoadRuns,
    dispose: generators.dispose,
  };
}

interface Parts {
  readonly hooks: ScenarioHooks;
  readonly generator: LoadGeneratorProcess;
  readonly giveBack: () => Promise<void>;
  readonly target: LoadTarget;
  readonly signal: AbortSignal;
}

async function openUnit(
  host: Host,
  generators: LoadGeneratorPool,
  context: UnitContext<HttpScenario>,
): Promise<Unit> {
  const { scenario, trial, folder, signal } = context;
  // With two interleaved units, it would be chance which server shares a core with its load.
  const kind = {
    model: scenario.load.type,
    isApart: trial.stage !== undefined && scenario.cores !== 'shared',
  };
  const open: { -readonly [Part in keyof Parts]?: Parts[Part] } = {};
  let isApart = false;
  try {
    // The fixture comes first, since a server may need it.
    open.hooks = await openScenarioHooks(host, scenario, signal);
    // A new generator loads its engine while the server starts.
    const generator = generators.take(kind);
    open.generator = generator;
    open.giveBack = () => generators.giveBack(kind, generator);
    const asked = { scenario, url: scenario.request.url };
    open.target = await openLoadTarget(host, asked, { seed: trial.seed, folder, signal });
    await generator.ready(signal);
    const server = open.target.usage?.members() ?? [];
    isApart = kind.isApart && (await separateGeneratorCores(host, generator.pid, server));
  } catch (error) {
    await closeParts(open);
    throw error;
  }
  const { hooks, generator, giveBack, target } = open;
  const parts: Parts = { hooks, generator, giveBack, target, signal };
  const takeTurn = turnsOf(scenario, parts);
  let isWarm = false;
  return {
    measure: async ({ durationMs, onMeasured }) => {
      await hooks.beforeEach();
      if (!isWarm) await warmUp(scenario, parts);
      isWarm = true;
      const block = await (durationMs === null
        ? measureWhole(scenario, parts)
        : takeTurn(durationMs, onMeasured));
      return { ...block, notes: { ...block.notes, cores_apart: isApart } };
    },
    close: () => closeParts(parts),
  };
}

function withoutPicture({ serverSide, ...block }: Block): Block {
  return block;
}

/**
 * Closes in dependency order: the server may wait for its connections, and the fixture outlives it.
 * Errors are ignored, since they affect no measurement.
 */
async function closeParts({ giveBack, target, hooks }: Partial<Parts>): Promise<void> {
  for (const close of [giveBack, target?.close, hooks?.close]) {
    await close?.().catch(() => undefined);
  }
}

async function warmUp(scenario: HttpScenario, parts: Parts): Promise<void> {
  if (scenario.warmupMs <= 0) return;
  const result = await load(scenario, parts, scenario.warmupMs);
  if (result.latencies === null) throw await failureOf(scenario, parts, result);
}

async function measureWhole(scenario: HttpScenario, parts: Parts): Promise<Block> {
  const { result, account } = await measure(scenario, parts, {
    durationMs: scenario.durationMs,
    begin: beginUsageMeasurement,
  });
  if (result.latencies === null) throw await failureOf(scenario, parts, result);
  return createLoadMeasurementBlock(scenario, result, await account());
}

/** @param result - A result without any success. */
async function failureOf(
  scenario: HttpScenario,
  { target }: Parts,
  result: LoadResult,
): Promise<UnitFailure> {
  const failed = allRequestsFailed(scenario, result, target.lastLines());
  const url = urlOf(scenario, target);
  if (url.startsWith('https:') || !(await acceptsTls(...placeOf(url)))) return failed;
  const { failure } = failed;
  const secure =
    target.origin === null ? 'https:' : new URL(scenario.request.url, 'https://localhost/').href;
  return new UnitFailure({
    ...failure,
    message: `${failure.message}; the server uses TLS`,
    remedy: `Use \`${secure}\` in the request URL; the certificate is not checked.`,
  });
}

/** Consecutive rounds without a success that are too many to be chance. */
const MOST_FAILED_TURNS = 3;

/** Measures short loads that alternate with those of another unit. */
function turnsOf(
  scenario: HttpScenario,
  parts: Parts,
): (durationMs: number, onMeasured?: () => void) => Promise<Block> {
  const begin = createRoundUsageMeasurer();
  let failedTurns = 0;
  return async (durationMs, onMeasured) => {
    const { result, account } = await measure(scenario, parts, { durationMs, begin });
    // Cache counters are requested once more when the load is over.
    if (scenario.cache === undefined) onMeasured?.();
    const use = await account();
    failedTurns = result.latencies === null ? failedTurns + 1 : 0;
    if (failedTurns === MOST_FAILED_TURNS) throw await failureOf(scenario, parts, result);
    if (result.latencies === null) return createFailedBlock(scenario, result);
    // A comparison records many rounds, each too short for a server profile.
    return withoutPicture(createLoadMeasurementBlock(scenario, result, use, true));
  };
}

interface Measured {
  readonly result: LoadResult;
  /** Returns what the server used for the load. Call it once. */
  readonly account: () => Promise<ServerUsage>;
}

async function measure(
  scenario: HttpScenario,
  parts: Parts,
  {
    durationMs,
    begin,
  }: { readonly durationMs: number; readonly begin: typeof beginUsageMeasurement },
): Promise<Measured> {
  const { usage } = parts.target;
  const endCache = await beginCacheHits(scenario, urlOf(scenario, parts.target));
  const stretch = usage === null ? null : await begin(usage);
  const result = await load(scenario, parts, durationMs);
  const account = async (): Promise<ServerUsage> => {
    const used = (await stretch?.end())?.(result) ?? unavailableServerUsage(scenario.metrics);
    return { side: used.side, counted: { ...used.counted, ...(await endCache(result)) } };
  };
  return { result, account };
}

/** Begins a stretch. Counters are requested before and after all readings of the server itself. */
async function beginCacheHits(
  { cache }: HttpScenario,
  requestUrl: string,
): Promise<(result: LoadResult) => Promise<MetricReadings>> {
  if (cache === undefined) return async () => ({});
  if (cache.type === 'header') {
    return async (result) => ({ cache_hit_rate: rateByHeader(cache.name, result) });
  }
  const url = new URL(cache.url, requestUrl).href;
  const before = await fetchCacheCounters(url, cache);
  return async () => ({
    cache_hit_rate: computeHitRate(before, await fetchCacheCounters(url, cache)),
  });
}

/** A response without the header is not a hit; if no response has it, the header name is wrong. */
function rateByHeader(name: string, { cache }: LoadResult): number | string {
  const { responses, told, hits } = cache ?? { responses: 0, told: 0, hits: 0 };
  return told === 0
    ? `none of the ${responses} responses had the header ${name}`
    : hits / responses;
}

function urlOf({ request }: HttpScenario, { origin }: LoadTarget): string {
  return origin === null ? request.url : new URL(request.url, origin).href;
}

/** The requests notice the death of a server slightly before the system reports it. */
const END_GRACE_MS = 500;

/** Sends load for `durationMs`. @throws UnitFailure if the server ended in the meantime. */
async function load(
  scenario: HttpScenario,
  { target, generator, signal }: Parts,
  durationMs: number,
): Promise<LoadResult> {
  const { request, load: model, cache } = scenario;
  const cacheHeader = cache?.type === 'header' ? cache : undefined;
  const url = urlOf(scenario, target);
  const plan: LoadPlan = { ...request, url, model, durationMs, cacheHeader };
  const loading = generator.load(plan, signal);
  // Nobody waits for the load if the server ends first.
  loading.catch(() => undefined);
  const first = await Promise.race([loading, target.ended]);
  if (isResult(first)) {
    if (!hasLostConnections(first) || (await isUp(scenario, url))) return first;
    const grace = new AbortController();
    const late = sleep(END_GRACE_MS, null, { signal: grace.signal }).catch(() => null);
    const end = await Promise.race([target.ended, late]);
    grace.abort();
    if (end === null) return first;
    throw endedUnderLoad(end, target);
  }
  throw endedUnderLoad(first, target);
}

/** True if connections were lost; an answer of any status, or a timeout, is no server end. */
function hasLostConnections({ failures }: LoadResult): boolean {
  return Object.keys(failures).some((kind) => kind !== 'timeout' && !kind.startsWith('status '));
}

/**
 * True if no end of the server is to be expected. A fault proxy in front of it accepts connections
 * in any case, which proves nothing.
 */
async function isUp({ server }: HttpScenario, url: string): Promise<boolean> {
  if (server === null) return true;
  return server.faults === undefined && acceptsConnections(...placeOf(url));
}

function placeOf(url: string): [host: string, port: number] {
  const { hostname, port, protocol } = new URL(url);
  return [hostname.replace(/^\[|\]$/g, ''), Number(port || (protocol === 'https:' ? 443 : 80))];
}

function isResult(outcome: LoadResult | Exit): outcome is LoadResult {
  return 'latencies' in outcome;
}

function endedUnderLoad(exit: Exit, target: LoadTarget): UnitFailure {
  return new UnitFailure({
    reason: 'exited',
    message: `the server ended ${describeExit(exit)} under load`,
    remedy: 'Check the last lines of the server output, and fix the crash before measuring.',
    output: target.lastLines(),
  });
}
