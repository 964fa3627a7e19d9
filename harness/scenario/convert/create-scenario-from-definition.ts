import { dirname, resolve } from 'node:path';
import { presetBudgets } from '../../gate/parse-metric-budget.ts';
import { relativePathInside } from '../../host/relative-path-inside.ts';
import { toPosixPath } from '../../host/to-posix-path.ts';
import { assertNever } from '../../model/assert-never.ts';
import type { Budget } from '../../model/scenario/budget.ts';
import type { KubernetesSettings } from '../../model/scenario/kubernetes-settings.ts';
import {
  HOOK_NAMES,
  type K6Scenario,
  type Params,
  type Scenario,
  type ScenarioBase,
  type ScenarioSource,
} from '../../model/scenario/scenario.ts';
import { fillSampling } from '../schema/sampling-schema.ts';
import {
  createInstructionSettings,
  hasHook,
  INSTRUCTIONS_METRIC,
  type ReadDefinition,
  type ReadK6,
} from '../schema/scenario-definition-schema.ts';
import { listKindMetrics } from '../schema/scenario-kind-metrics.ts';
import {
  CACHE_METRIC,
  createCommandCache,
  hasCache,
  NO_CACHE,
} from './create-cache-hit-rate-settings.ts';
import { createHttpSettings } from './create-http-scenario-settings.ts';
import {
  checkFlowMetrics,
  createPageSettings,
  flowMetrics,
} from './create-page-scenario-settings.ts';
import {
  createPlaceholderFiller,
  nameWithParams,
  type PlaceholderFiller,
} from './fill-param-placeholders.ts';
import {
  createServerSettings,
  type DefinitionSource,
  type OnMistake,
  resolveWorkingFolder,
  type ScenarioContext,
  type ServedScenarioContext,
} from './server-settings.ts';

export const DEFAULT_FUNCTION_MS = 500;
/** Time limit of a unit, excluding its measuring time. */
const DEFAULT_TIMEOUT_MS = 60_000;

/** Creates a scenario for one parameter combination, with placeholders and defaults filled in. */
export function createScenario(
  read: ReadDefinition,
  params: Params,
  source: DefinitionSource,
  context: ScenarioContext,
  onMistake: OnMistake,
): Scenario {
  const { defaults } = context.config;
  const fill = createPlaceholderFiller(params, onMistake);
  const common = commonSettings(read, params, source, context, fill);
  checkPreset(read, onMistake);
  if (common.metrics.includes(CACHE_METRIC) && !hasCache(read)) onMistake('cache', NO_CACHE);
  if (read.kind === 'page') checkFlowMetrics(read, common.metrics, onMistake);
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
        ...createInstructionSettings(read.instructions),
        nodeArgs,
        timeoutMs,
        body,
        measureMs,
        warmupMs,
      };
    }
    case 'command': {
      // Scenarios without a cache are as they were before there were any with.
      const cache = createCommandCache(read, fill);
      return {
        kind: 'command',
        ...common,
        timeoutMs: timeout(0),
        command: fill.command(read.command, 'command'),
        exitCodes: read.exitCodes ?? [0],
        ...(cache === undefined ? {} : { cache }),
        ...createInstructionSettings(read.instructions),
      };
    }
    case 'http':
      return {
        ...common,
        ...createHttpSettings(read, fill, { common, source, timeout, context, onMistake }),
      };
    case 'k6':
      return {
        ...common,
        ...k6Settings(read, fill, { common, source, timeout, context, onMistake }),
      };
    case 'page':
      return {
        ...common,
        ...createPageSettings(read, fill, { common, source, timeout, context, onMistake }),
      };
    default:
      return assertNever(read);
  }
}

/** Returns the metrics that keys of their own enable. */
function askedByKeys(read: ReadDefinition): readonly string[] {
  const isCounted = 'instructions' in read && read.instructions !== undefined;
  return [
    ...(hasCache(read) ? [CACHE_METRIC] : []),
    ...(isCounted ? [INSTRUCTIONS_METRIC] : []),
    ...(read.kind === 'page' ? flowMetrics(read) : []),
  ];
}

function commonSettings(
  read: ReadDefinition,
  params: Params,
  source: DefinitionSource,
  { config }: ScenarioContext,
  fill: PlaceholderFiller,
) {
  const { onRequest } = listKindMetrics(read.kind);
  const limited = [...(read.budgets?.values() ?? [])].map(({ metric }) => metric);
  const judged = [...limited, ...(read.regression?.keys() ?? [])];
  // A limit for a metric requests it.
  const named = [...(read.metrics ?? []), ...judged, ...askedByKeys(read)];
  const asked = named.filter((name) => onRequest.includes(name));
  return {
    name: nameWithParams(read.name, params),
    source: source.file === null ? null : sourceOf(source.file, read.name, config.root),
    group: read.group ?? null,
    params,
    tags: read.tags ?? [],
    env: { ...config.defaults.env, ...fill.map(read.env ?? {}, 'env') },
    cwd: resolveWorkingFolder(read.cwd, source, config.root),
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
  const fromField = 'field' in read && read.field !== undefined ? ['inp'] : [];
  const known = [...listKindMetrics(read.kind).own, ...askedByKeys(read), ...fromField];
  return presetBudgets(read.preset, [...new Set(known)]);
}

/** Reports metrics with two limits, since it would be unclear which applies. */
function checkPreset(read: ReadDefinition, onMistake: OnMistake): void {
  const own = new Set([...(read.budgets?.values() ?? [])].map(({ metric }) => metric));
  for (const metric of new Set(presetOf(read).map((budget) => budget.metric))) {
    if (!own.has(metric) || !('preset' in read)) continue;
    onMistake(
      'budgets',
      `${metric} has a limit both here and in the preset ${read.preset}; remove one of the limits`,
    );
  }
}

function sourceOf(file: string, name: string, root: string): ScenarioSource {
  const inside = relativePathInside(root, file);
  return { file, name, ...(inside === null ? {} : { path: toPosixPath(inside) }) };
}

/** Default limit for scripts, which may be long; with a duration from k6, that plus a margin. */
const DEFAULT_SCRIPT_MS = 3_600_000;

/** Returns the settings that only a k6 scenario has. */
function k6Settings(
  read: ReadK6,
  fill: PlaceholderFiller,
  parts: ServedScenarioContext,
): Omit<K6Scenario, Exclude<keyof ScenarioBase, 'timeoutMs'>> {
  const { source, common, context } = parts;
  const folder = source.file === null ? common.cwd : dirname(source.file);
  return {
    kind: 'k6',
    server: read.server === undefined ? null : createServerSettings(read.server, fill, parts),
    script: resolve(folder, fill.text(read.k6.script, 'k6.script')),
    load: {
      vus: read.k6.vus,
      iterations: read.k6.iterations,
      durationMs: read.k6.duration,
    },
    ...(read.k6.shards === undefined ? {} : { shards: read.k6.shards }),
    ...(read.k6.kubernetes === undefined ? {} : { kubernetes: kubernetes(read.k6.kubernetes) }),
    hosts: read.k6.hosts ?? [],
    allowRemote: context.allowRemote,
    k6Path: context.k6Path ?? null,
    timeoutMs: parts.timeout(DEFAULT_SCRIPT_MS),
  };
}

function kubernetes(read: NonNullable<ReadK6['k6']['kubernetes']>): KubernetesSettings {
  return {
    baseUrl: read.baseUrl ?? null,
    image: read.image ?? null,
    separate: read.separate ?? false,
    cleanup: read.cleanup ?? false,
    requests: read.requests ?? {},
    limits: read.limits ?? {},
    results: read.results ?? null,
    args: read.args ?? [],
  };
}
