import { acceptsConnections } from '../../host/network/find-and-probe-ports.ts';
import type { Exit } from '../../host/process/process-runner.ts';
import { childModule } from '../../host/process/resolve-child-module-path.ts';
import { waitForAbort } from '../../host/wait-for-abort.ts';
import type { Host } from '../../host.ts';
import { UnitFailure } from '../../model/executor.ts';
import type { ScenarioBase, ServerSettings } from '../../model/scenario/scenario.ts';
import { SERVER_METRICS, SERVER_METRICS_ON_REQUEST } from '../../model/server-metric-names.ts';
import { unavailableReadings } from '../metric-readings.ts';
import { EVENT_COUNTS, observeProgram } from '../probe/program-observers.ts';
import { openServerProbe, type ServerProbe } from '../probe/server-probe.ts';
import type { FaultPlan, FaultProxyMessage } from './fault-proxy-child.ts';
import type { ServerUsage, UsageSources } from './measure-server-resource-usage.ts';
import {
  type RunningServer,
  resolveServerNodeOptions,
  type ServedScenario,
  startServer,
} from './start-server.ts';

interface FaultProxy {
  /** Origin that clients call in place of the server. */
  readonly origin: string;
  readonly stop: () => Promise<void>;
}

const START_LIMIT_MS = 10_000;

/** Starts a proxy in front of a server. @throws UnitFailure if it does not start. */
async function startFaultProxy(
  host: Host,
  plan: FaultPlan,
  signal: AbortSignal,
): Promise<FaultProxy> {
  const child = host.processes.start({
    file: process.execPath,
    args: [childModule(import.meta.url, './fault-proxy-child'), JSON.stringify(plan)],
    // Removes flags and preloads that are meant for the measured program.
    env: { NODE_OPTIONS: undefined },
    channel: true,
  });
  const listening = new Promise<FaultProxyMessage>((resolve) => {
    child.onMessage((message) => resolve(message as FaultProxyMessage));
  });
  const limit = AbortSignal.any([signal, AbortSignal.timeout(START_LIMIT_MS)]);
  const outcome = await Promise.race([listening, child.exited, waitForAbort(limit)]);
  if (outcome?.type === 'listening') {
    return { origin: `http://127.0.0.1:${outcome.port}`, stop: () => child.stop(0) };
  }
  await child.stop(0);
  throw new UnitFailure({
    reason: 'not-ready',
    message: 'the fault-injection proxy did not start',
    output: child.output(),
  });
}

export interface LoadTarget {
  /** Base of relative URLs, such as `http://127.0.0.1:4711`; null where the server is not ours. */
  readonly origin: string | null;
  /** null if the server is not ours; the reason is stated separately. */
  readonly usage: UsageSources | null;
  /** Settles when our own server has ended; never settles for an external server. */
  readonly ended: Promise<Exit>;
  readonly lastLines: () => string | undefined;
  readonly close: () => Promise<void>;
}

export interface LoadTargetUnit {
  readonly seed: number;
  readonly folder: string;
  readonly signal: AbortSignal;
}

/** Requested target: the server to start, or the address of a running server. */
export interface LoadTargetRequest {
  readonly scenario: Pick<ScenarioBase, 'env' | 'metrics'> & {
    readonly server: ServerSettings | null;
  };
  /** Expected address of a running server; null where it cannot be known. */
  readonly url: string | null;
}

/** Starts the scenario's server, or finds the one already running. @throws UnitFailure */
export async function openLoadTarget(
  host: Host,
  { scenario, url }: LoadTargetRequest,
  unit: LoadTargetUnit,
): Promise<LoadTarget> {
  const { server } = scenario;
  if (server !== null) return openWithFaults(host, { ...scenario, server }, unit);
  if (url !== null) await expectReachable(url);
  return {
    origin: null,
    usage: null,
    ended: new Promise(() => undefined),
    lastLines: () => undefined,
    close: async () => undefined,
  };
}

const NOT_OURS = 'perf-harness did not start the server; set its command in `server` to measure it';

/**
 * Returns the usage of a server that perf-harness did not start: all metrics are unavailable.
 * @param metrics - Requested metrics.
 */
export function unavailableServerUsage(metrics: readonly string[]): ServerUsage {
  const onRequest = [...SERVER_METRICS_ON_REQUEST, ...EVENT_COUNTS];
  const names = [...SERVER_METRICS, ...onRequest.filter((name) => metrics.includes(name))];
  return { counted: unavailableReadings(names, NOT_OURS), side: null };
}

async function expectReachable(url: string): Promise<void> {
  const { hostname, port, protocol } = new URL(url);
  const number = port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port);
  if (await acceptsConnections(hostname.replace(/^\[|\]$/g, ''), number)) return;
  throw new UnitFailure({
    reason: 'unreachable',
    message: `nothing accepts connections at ${url}`,
    remedy: 'Start the server first, or add a `server` entry with its command to the scenario.',
  });
}

/** Opens the server, with a fault proxy before it or its upstream if faults are requested. */
async function openWithFaults(
  host: Host,
  scenario: ServedScenario,
  unit: LoadTargetUnit,
): Promise<LoadTarget> {
  const { faults } = scenario.server;
  if (faults === undefined) return openServed(host, scenario, unit);
  const { upstream, ...shares } = faults;
  const before = (url: string): Promise<FaultProxy> =>
    startFaultProxy(host, { ...shares, upstream: url, seed: unit.seed }, unit.signal);
  if (upstream === null) {
    const target = await openServed(host, scenario, unit);
    const proxy = await orClose(target.close, before(target.origin ?? ''));
    return { ...target, origin: proxy.origin, close: inTurn(proxy.stop, target.close) };
  }
  const { origin } = new URL(upstream.url);
  const proxy = await before(origin);
  const address = upstream.url.replace(origin, proxy.origin);
  const env = { ...scenario.server.env, [upstream.variable]: address };
  const served = { ...scenario, server: { ...scenario.server, env } };
  const target = await orClose(proxy.stop, openServed(host, served, unit));
  return { ...target, close: inTurn(target.close, proxy.stop) };
}

/** Closes what is open already if the next part cannot be opened. */
async function orClose<T>(close: () => Promise<void>, opening: Promise<T>): Promise<T> {
  try {
    return await opening;
  } catch (error) {
    await close();
    throw error;
  }
}

function inTurn(...closes: readonly (() => Promise<void>)[]): () => Promise<void> {
  return async () => {
    for (const close of closes) await close();
  };
}

async function openServed(
  host: Host,
  scenario: ServedScenario,
  unit: LoadTargetUnit,
): Promise<LoadTarget> {
  try {
    return await openWatched(host, scenario, unit);
  } catch (error) {
    if (!isPreloadRefused(error)) throw error;
    const noProbe =
      "the server's Node.js is too old to load the probe or is not permitted to load it";
    const results = unavailableReadings(requestedCounts(scenario), noProbe);
    const counts = { env: {}, begin: () => () => results };
    return startTarget(host, scenario, unit, { probe: noProbe, counts });
  }
}

/**
 * True if the program rejected a preload: Node.js before 18.18 accepts no `--import` in
 * NODE_OPTIONS, and a permission may forbid reading the file.
 */
function isPreloadRefused(error: unknown): boolean {
  if (!(error instanceof UnitFailure) || error.failure.reason !== 'exited') return false;
  return /--import|(?:server-probe|round-trips|queries)-preload/.test(error.failure.output ?? '');
}

function requestedCounts({ metrics }: ServedScenario): typeof EVENT_COUNTS {
  return EVENT_COUNTS.filter((metric) => metrics.includes(metric));
}

async function openWatched(
  host: Host,
  scenario: ServedScenario,
  unit: LoadTargetUnit,
): Promise<LoadTarget> {
  const before = resolveServerNodeOptions(scenario, host.processes.environment());
  let probe: ServerProbe | string = 'the scenario sets `observe: false`';
  try {
    if (scenario.server.observe !== false) probe = await openServerProbe(unit.folder, before);
  } catch (error) {
    probe = `the probe is unreachable: ${error instanceof Error ? error.message : error}`;
  }
  const nodeOptions = typeof probe === 'string' ? before : probe.env.NODE_OPTIONS;
  const context = { files: host.files, folder: unit.folder, nodeOptions };
  const counts = observeProgram(requestedCounts(scenario), context);
  const close = async (): Promise<void> => {
    if (typeof probe !== 'string') await probe.close();
  };
  return orClose(close, startTarget(host, scenario, unit, { probe, counts }));
}

async function startTarget(
  host: Host,
  scenario: ServedScenario,
  { seed, signal }: LoadTargetUnit,
  watchers: Pick<UsageSources, 'probe' | 'counts'>,
): Promise<LoadTarget> {
  const probe = typeof watchers.probe === 'string' ? null : watchers.probe;
  const variables = { ...probe?.env, ...watchers.counts.env };
  const server: RunningServer = await startServer(host, scenario, { seed, signal, variables });
  return {
    origin: server.origin,
    usage: { ...watchers, wanted: scenario.metrics, members: server.members },
    ended: server.ended,
    lastLines: server.lastLines,
    close: async () => {
      await server.stop();
      await probe?.close();
    },
  };
}
