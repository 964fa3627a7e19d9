import { dirname, resolve } from 'node:path';
import { checkTargetUrl, isLoopback } from '../../model/scenario/allowed-remote-hosts.ts';
import type { Faults } from '../../model/scenario/fault-injection.ts';
import type { ServerSettings } from '../../model/scenario/scenario.ts';
import type { Config } from '../project-config.ts';
import type { PlainValue } from '../schema/serialisable-user-value.ts';
import type { ReadServer } from '../schema/server-and-request-schema.ts';
import type { PlaceholderFiller } from './fill-param-placeholders.ts';

/** Inputs for making scenarios, apart from their definition. */
export interface ScenarioContext {
  readonly config: Config;
  /** Remote hosts to which load may be sent. */
  readonly allowRemote: readonly string[];
  /** The k6 that the user named. */
  readonly k6Path?: string | null | undefined;
}

export interface DefinitionSource {
  /** Absolute path of its module; null for the ad-hoc forms of the command line. */
  readonly file: string | null;
  /** As it was exported. */
  readonly raw: PlainValue;
}

/** Called with the problem in the value of a key. */
export type OnMistake = (path: string, problem: string) => void;

const DEFAULT_READY_MS = 30_000;
/** Longer than clients wait, and well below the 24 days that timers support. */
const MOST_LATENCY_MS = 60_000;

export interface ServedScenarioContext {
  /** Default environment and working folder of a server, taken from the scenario. */
  readonly common: { readonly env: Readonly<Record<string, string>>; readonly cwd: string };
  readonly source: DefinitionSource;
  readonly context: ScenarioContext;
  readonly timeout: (measuredMs: number) => number;
  readonly onMistake: OnMistake;
}

/** The server of a scenario, with every key filled. */
export function createServerSettings(
  read: ReadServer,
  fill: PlaceholderFiller,
  { common, source, context, onMistake }: ServedScenarioContext,
): ServerSettings {
  return {
    command: fill.command(read.command, 'server.command'),
    env: { ...common.env, ...fill.map(read.env ?? {}, 'server.env') },
    cwd: resolveWorkingFolder(read.cwd, source, common.cwd),
    ready: read.ready?.ready ?? { type: 'port' },
    readyTimeoutMs: read.readyTimeout ?? DEFAULT_READY_MS,
    port: read.ready?.port ?? null,
    ...(read.observe === false ? { observe: false } : {}),
    ...(read.faults === undefined ? {} : { faults: toFaults(read.faults, context, onMistake) }),
  };
}

/** Returns the reason why load must not be sent to a URL; null if it may. */
export function checkRemoteUrl(url: string, { allowRemote }: ScenarioContext): string | null {
  if (url.startsWith('/')) {
    return `found the path "${url}", expected a full URL; a path requires a server that is started for the scenario`;
  }
  return checkTargetUrl(url, allowRemote);
}

/** Rewrites a request to the scenario's server to a path; a leading `https://localhost`: TLS. */
export function routeToOwnServer<T extends { readonly url: string }>(
  request: T,
  server: ServerSettings,
): { readonly request: T; readonly server: ServerSettings } {
  const address = URL.parse(request.url);
  const isOwn =
    address?.protocol === 'https:' &&
    isLoopback(address.hostname) &&
    (address.port === '' || Number(address.port) === server.port);
  if (!isOwn) return { request, server };
  const url = address.pathname + address.search;
  return { request: { ...request, url }, server: { ...server, speaksTls: true } };
}

/** Returns the reason why a URL is not a path of the scenario's server; null if it is. */
export function checkServerPath(url: string): string | null {
  if (url.startsWith('/') && !url.startsWith('//')) return null;
  return `found "${url}", expected a path such as "/users", because the server receives its own port in the variable PORT`;
}

/** Returns the time to start a server beyond what every unit already has for it, milliseconds. */
export function serverStartAllowanceMs(server: ServerSettings | null): number {
  return Math.max(0, (server?.readyTimeoutMs ?? 0) - DEFAULT_READY_MS);
}

/** Resolves a given folder against that of the scenario's file. */
export function resolveWorkingFolder(
  cwd: string | undefined,
  source: DefinitionSource,
  otherwise: string,
): string {
  if (cwd === undefined) return otherwise;
  return resolve(source.file === null ? otherwise : dirname(source.file), cwd);
}

function toFaults(
  read: NonNullable<ReadServer['faults']>,
  context: ScenarioContext,
  onMistake: OnMistake,
): Faults {
  const { latency = 0, jitter = 0, errors = 0, status, drop = 0, upstream = null } = read;
  const problem = upstream === null ? null : checkRemoteUrl(upstream.url, context);
  if (problem !== null) onMistake('server.faults.upstream.url', problem);
  if (latency === 0 && errors === 0 && drop === 0) {
    onMistake('server.faults', 'no fault is set; set latency, errors or drop');
  }
  if (jitter > latency) {
    onMistake(
      'server.faults.jitter',
      'jitter exceeds latency, so some responses would have to arrive before they are sent',
    );
  }
  if (latency + jitter > MOST_LATENCY_MS) {
    onMistake('server.faults.latency', 'latency plus jitter exceeds 60 s');
  }
  if (status !== undefined && errors === 0) {
    onMistake(
      'server.faults.status',
      'status applies to injected errors, but the share of errors is not set',
    );
  }
  return {
    latencyMs: latency,
    // Absent where not requested, so that runs from before the key existed stay comparable.
    ...(jitter === 0 ? {} : { jitterMs: jitter }),
    errorShare: errors,
    ...(status === undefined ? {} : { status }),
    dropShare: drop,
    upstream,
  };
}
