import { dirname, resolve } from 'node:path';
import { presetBudgets } from '../gate/budget-presets.ts';
import { assertNever } from '../model/assert-never.ts';
import type { Budget } from '../model/budget.ts';
import {
  HOOK_NAMES,
  type HttpScenario,
  type K6Scenario,
  type Params,
  type Scenario,
  type ServerSettings,
} from '../model/scenario.ts';
import type { Config } from './config.ts';
import { hasHook, type ReadDefinition, type ReadHttp, type ReadK6 } from './definition-schema.ts';
import { nameWithParams } from './expand-params.ts';
import { createFiller, type Filler } from './fill-placeholders.ts';
import { INSTRUCTIONS_METRIC, toInstructions } from './instructions-schema.ts';
import { metricsOfKind } from './metrics-of-kind.ts';
import type { PlainValue } from './plain-value.ts';
import { fillSampling } from './sampling.ts';
import { urlProblem } from './target-url.ts';
import { CACHE_METRIC, hasCache, NO_CACHE, toCommandCache, toServerCache } from './to-cache.ts';
import { toLoad, toRequest } from './to-request.ts';

/** What scenarios are made with beside their definition. */
export interface ScenarioContext {
  readonly config: Config;
  /** Hosts beyond this machine that load may be sent to. */
  readonly allowRemote: readonly string[];
  /** The k6 that the user named. */
  readonly k6Path?: string | null | undefined;
}

/** Where a definition comes from. */
export interface DefinitionSource {
  /** Absolute path of its module; null for the ad-hoc forms of the command line. */
  readonly file: string | null;
  /** As it was exported. */
  readonly raw: PlainValue;
}

type OnMistake = (path: string, problem: string) => void;

export const DEFAULT_FUNCTION_MS = 500;
const DEFAULT_LOAD_MS = 2_000;
const DEFAULT_LOAD_WARMUP_MS = 500;
const DEFAULT_READY_MS = 30_000;
/** Limit for a unit, beyond what it measures. */
const DEFAULT_TIMEOUT_MS = 60_000;

/** One scenario of a definition: one combination of params, placeholders and defaults filled. */
export function toScenario(
  read: ReadDefinition,
  params: Params,
  source: DefinitionSource,
  context: ScenarioContext,
  onMistake: OnMistake,
): Scenario {
  const { defaults } = context.config;
  const fill = createFiller(params, onMistake);
  const common = commonSettings(read, params, source, context, fill);
  checkPreset(read, onMistake);
  if (common.metrics.includes(CACHE_METRIC) && !hasCache(read)) onMistake('cache', NO_CACHE);
  const timeout = (measuredMs: number): number =>
    read.timeout ?? defaults.timeoutMs ?? DEFAULT_TIMEOUT_MS + measuredMs;
  switch (read.kind) {
    case 'function': {
      const measureMs = read.duration ?? DEFAULT_FUNCTION_MS;
      const warmupMs = read.warmup ?? DEFAULT_FUNCTION_MS;
      const nodeArgs = [...defaults.nodeArgs, ...(read.nodeArgs ?? [])];
      const timeoutMs = timeout(measureMs + warmupMs);
      const body = { type: 'scenario' } as const;
      return {
        kind: 'function',
        ...common,
        ...toInstructions(read.instructions),
        nodeArgs,
        timeoutMs,
        body,
        measureMs,
        warmupMs,
      };
    }
    case 'command':
      return {
        kind: 'command',
        ...common,
        timeoutMs: timeout(0),
        command: fill.command(read.command, 'command'),
        exitCodes: read.exitCodes ?? [0],
        ...definedCache(toCommandCache(read, fill)),
        ...toInstructions(read.instructions),
      };
    case 'http':
      return {
        ...common,
        ...httpSettings(read, fill, { common, source, timeout, context, onMistake }),
      };
    case 'k6':
      return {
        ...common,
        ...k6Settings(read, fill, { common, source, timeout, context, onMistake }),
      };
    default:
      return assertNever(read);
  }
}

/** Scenarios without a cache are as they were before there were any with. */
function definedCache<C>(cache: C | undefined): { readonly cache?: C } {
  return cache === undefined ? {} : { cache };
}

/** Metrics that a key of their own asks for. */
function askedByKeys(read: ReadDefinition): readonly string[] {
  const isCounted = 'instructions' in read && read.instructions !== undefined;
  return [...(hasCache(read) ? [CACHE_METRIC] : []), ...(isCounted ? [INSTRUCTIONS_METRIC] : [])];
}

function commonSettings(
  read: ReadDefinition,
  params: Params,
  source: DefinitionSource,
  { config }: ScenarioContext,
  fill: Filler,
) {
  const { onRequest } = metricsOfKind(read.kind);
  const limited = [...(read.budgets?.values() ?? [])].map(({ metric }) => metric);
  const judged = [...limited, ...(read.regression?.keys() ?? [])];
  // A limit for a metric asks for it.
  const named = [...(read.metrics ?? []), ...judged, ...askedByKeys(read)];
  const asked = named.filter((name) => onRequest.includes(name));
  return {
    name: nameWithParams(read.name, params),
    source: source.file === null ? null : { file: source.file, name: read.name },
    group: read.group ?? null,
    params,
    tags: read.tags ?? [],
    env: { ...config.defaults.env, ...fill.map(read.env ?? {}, 'env') },
    cwd: folderOf(read.cwd, source, config.root),
    nodeArgs: [] as readonly string[],
    nodePath: null,
    prepare: read.prepare === undefined ? null : fill.command(read.prepare, 'prepare'),
    metrics: [...new Set(asked)],
    budgets: [...(read.budgets?.values() ?? []), ...presetOf(read)],
    regression: Object.fromEntries(read.regression ?? []),
    margin: read.margin ?? config.defaults.margin,
    sampling: fillSampling(config.defaults.sampling, read.trials ?? {}),
    hooks: HOOK_NAMES.filter((hook) => hasHook(source.raw, hook)),
  };
}

/** The limits of a preset. A limit of the scenario's own for the same metric was a mistake. */
function presetOf(read: ReadDefinition): readonly Budget[] {
  if (!('preset' in read) || read.preset === undefined) return [];
  return presetBudgets(read.preset, metricsOfKind(read.kind).own);
}

/** Two limits for one metric, of which nobody would know the one that holds. */
function checkPreset(read: ReadDefinition, onMistake: OnMistake): void {
  const own = new Set([...(read.budgets?.values() ?? [])].map(({ metric }) => metric));
  for (const metric of new Set(presetOf(read).map((budget) => budget.metric))) {
    if (!own.has(metric) || !('preset' in read)) continue;
    onMistake(
      'budgets',
      `${metric} has a limit here and one in the preset ${read.preset}, expected one of them`,
    );
  }
}

/** A folder that is named is meant from that of the scenario's file. */
function folderOf(cwd: string | undefined, source: DefinitionSource, otherwise: string): string {
  if (cwd === undefined) return otherwise;
  return resolve(source.file === null ? otherwise : dirname(source.file), cwd);
}

interface ServedParts {
  /** A server runs in the scenario's folder and with its variables unless it says otherwise. */
  readonly common: { readonly env: Readonly<Record<string, string>>; readonly cwd: string };
  readonly source: DefinitionSource;
  readonly context: ScenarioContext;
  readonly timeout: (measuredMs: number) => number;
  readonly onMistake: OnMistake;
}

function httpSettings(
  read: ReadHttp,
  fill: Filler,
  parts: ServedParts,
): Omit<HttpScenario, keyof ReturnType<typeof commonSettings>> {
  const { context, onMistake } = parts;
  const server = read.server === undefined ? null : toServer(read.server, fill, parts);
  const request = toRequest(read.http, fill, onMistake);
  const checkUrl = (url: string, path: string): void => {
    const problem = server === null ? remoteProblem(url, context) : pathProblem(url);
    if (problem !== null) onMistake(path, problem);
  };
  checkUrl(request.url, 'http.url');
  const checkCountersUrl = (url: string, path: string): void => {
    // A path is one of the server that is up already; with two slashes it names another host.
    if (server !== null || !/^\/(?!\/)/.test(url)) checkUrl(url, path);
  };
  const durationMs = read.http.duration ?? DEFAULT_LOAD_MS;
  const warmupMs = read.http.warmup ?? DEFAULT_LOAD_WARMUP_MS;
  // A server that may take long to start must not use up the time for measuring it.
  const startMs = Math.max(0, (server?.readyTimeoutMs ?? 0) - DEFAULT_READY_MS);
  return {
    kind: 'http',
    server,
    request,
    load: toLoad(read.http),
    ...definedCache(toServerCache(read, fill, checkCountersUrl)),
    durationMs,
    warmupMs,
    timeoutMs: parts.timeout(startMs + warmupMs + durationMs),
  };
}

/** A script may take long; k6 itself says how long, and is given a little more. */
const DEFAULT_SCRIPT_MS = 3_600_000;

function k6Settings(
  read: ReadK6,
  fill: Filler,
  parts: ServedParts,
): Omit<K6Scenario, keyof ReturnType<typeof commonSettings>> {
  const { source, common, context } = parts;
  const folder = source.file === null ? common.cwd : dirname(source.file);
  return {
    kind: 'k6',
    server: read.server === undefined ? null : toServer(read.server, fill, parts),
    script: resolve(folder, fill.text(read.k6.script, 'k6.script')),
    load: {
      vus: read.k6.vus,
      iterations: read.k6.iterations,
      durationMs: read.k6.duration,
    },
    hosts: read.k6.hosts ?? [],
    allowRemote: context.allowRemote,
    k6Path: context.k6Path ?? null,
    timeoutMs: parts.timeout(DEFAULT_SCRIPT_MS),
  };
}

function toServer(
  read: NonNullable<ReadHttp['server']>,
  fill: Filler,
  { common, source }: ServedParts,
): ServerSettings {
  return {
    command: fill.command(read.command, 'server.command'),
    env: { ...common.env, ...fill.map(read.env ?? {}, 'server.env') },
    cwd: folderOf(read.cwd, source, common.cwd),
    ready: read.ready?.ready ?? { type: 'port' },
    readyTimeoutMs: read.readyTimeout ?? DEFAULT_READY_MS,
    port: read.ready?.port ?? null,
  };
}

function remoteProblem(url: string, { allowRemote }: ScenarioContext): string | null {
  if (url.startsWith('/')) {
    return `found the path "${url}", expected a whole URL, or a server that is started for it`;
  }
  return urlProblem(url, allowRemote);
}

function pathProblem(url: string): string | null {
  if (url.startsWith('/') && !url.startsWith('//')) return null;
  return `found "${url}", expected a path such as "/users": the server gets a port of its own in PORT`;
}
