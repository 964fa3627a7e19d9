import type { DataPart } from '../document/investigation-document.ts';
import type { ObservedSeries } from '../observations/metric-time-series-table.ts';
import type { SettingsFile } from './changed-configuration-settings.ts';
import { readSettings, type Setting } from './read-configuration-settings.ts';

/** A HorizontalPodAutoscaler of Kubernetes, of `autoscaling/v1` or `/v2`. */
export interface Autoscaler {
  readonly name: string;
  /** Name of the target, such as a deployment; null: not stated. */
  readonly scales: string | null;
  /** Replicas at least and at most. */
  readonly min: number;
  readonly max: number;
  /** Target CPU utilization, in percent of the request; null if there is none. */
  readonly cpuTarget: number | null;
  readonly file: string;
  /** Line of the maximum number of replicas. */
  readonly line: number | null;
}

/** Kind of the manifest; files without this text are not parsed. */
export const AUTOSCALER_KIND = 'HorizontalPodAutoscaler';

const CPU_TARGETS = [
  'spec.targetCPUUtilizationPercentage',
  'spec.metrics.cpu.resource.target.averageUtilization',
  // autoscaling/v2beta1
  'spec.metrics.cpu.resource.targetAverageUtilization',
];

/** Reads a file's autoscalers (one or more manifests), new version. @throws Error if unreadable. */
export async function readAutoscalers({
  file,
  after,
}: Pick<SettingsFile, 'file' | 'after'>): Promise<readonly Autoscaler[]> {
  if (after === null || !after.includes(AUTOSCALER_KIND)) return [];
  const settings = await readSettings(file, after);
  return [...settings.values()].flatMap(({ path, value }): readonly Autoscaler[] => {
    const isOne = value === AUTOSCALER_KIND && /(?:^|\.)kind$/u.test(path);
    const found = isOne ? autoscalerAt(settings, path.slice(0, -'kind'.length), file) : null;
    return found === null ? [] : [found];
  });
}

/** @param way - Manifest's path prefix: `HorizontalPodAutoscaler/shop.`; empty if the only one. */
function autoscalerAt(
  settings: ReadonlyMap<string, Setting>,
  way: string,
  file: string,
): Autoscaler | null {
  const wordAt = (path: string): string | null => settings.get(`${way}${path}`)?.value ?? null;
  const most = settings.get(`${way}spec.maxReplicas`);
  const max = numberIn(most?.value);
  if (most === undefined || max === null) return null;
  const scales = wordAt('spec.scaleTargetRef.name');
  const targets = CPU_TARGETS.map((path) => numberIn(wordAt(path)));
  return {
    name: wordAt('metadata.name') ?? scales ?? AUTOSCALER_KIND,
    scales,
    max,
    file,
    // Default of Kubernetes.
    min: numberIn(wordAt('spec.minReplicas')) ?? 1,
    cpuTarget: targets.find((target) => target !== null) ?? null,
    line: most.line,
  };
}

/** Parses a positive number; null if missing, or a placeholder of a template. */
function numberIn(text: string | null | undefined): number | null {
  const number = Number(text ?? Number.NaN);
  return Number.isFinite(number) && number > 0 ? number : null;
}

/**
 * Minimum number of consecutive samples at the maximum number of replicas. A single sample may fall
 * between two scaling steps.
 */
const FEWEST_AT_MOST = 3;
/** Percent from which a CPU counts as busy if no target is known. */
const BUSY = 80;
/** Kubernetes scales only if utilization differs from the target by more than this fraction. */
const TOLERANCE = 0.1;

/** Metric names of exporters for the current number of replicas. */
const REPLICAS =
  /replicas(?:_(?:ready|available|running|current|count))?$|(?:current|ready|available)_?replicas/iu;
const NOT_THERE = /(?:^|_)(?:spec|desired|min|max|unavailable|target)(?:_|$)/iu;
const OWNER = /deployment|autoscaler|hpa|workload|set$|^app|service/iu;
/** Metric name of kube-state-metrics for the maximum number of replicas. */
const MAX_REPLICAS = /(?:hpa|horizontalpodautoscaler)_spec_max_replicas$/iu;

/** Reports scaling that falls short of the demand (INV-27). */
export function findScalingConcerns(
  autoscalers: readonly Autoscaler[],
  series: readonly ObservedSeries[],
  signals: DataPart['signals'],
): readonly string[] {
  const full = saturated(autoscalers, series);
  return full.length > 0 ? full : notScaled(autoscalers, signals);
}

/** Reports workloads at their maximum number of replicas, where further requests have to wait. */
function saturated(
  autoscalers: readonly Autoscaler[],
  series: readonly ObservedSeries[],
): readonly string[] {
  return series
    .filter(({ name }) => REPLICAS.test(name) && !NOT_THERE.test(name))
    .flatMap((replicas): readonly string[] => {
      const limit = mostOf(replicas, autoscalers, series);
      const from = limit === null ? null : longestAt(replicas, limit.max);
      if (limit === null || from === null) return [];
      const of = replicas.labels === '' ? replicas.name : `${replicas.name} (${replicas.labels})`;
      return [
        `${of} was at ${limit.max} from ${new Date(from).toISOString().slice(11, 16)} UTC on; this is the maximum set by ${limit.place}, so no replicas could be added`,
      ];
    });
}

/** Maximum number of replicas for a series, and where it is set; null: unknown. */
function mostOf(
  { labels }: ObservedSeries,
  autoscalers: readonly Autoscaler[],
  series: readonly ObservedSeries[],
): { readonly max: number; readonly place: string } | null {
  const pairs = labelsOf(labels);
  const isUnowned = !pairs.some(([name]) => OWNER.test(name));
  // Series without an owner label belong to the only autoscaler, if there is just one.
  const found =
    autoscalers.length === 1 && isUnowned
      ? autoscalers[0]
      : autoscalers.find(({ name, scales }) =>
          pairs.some(([, value]) => value === name || value === scales),
        );
  if (found !== undefined) {
    const place = found.line === null ? found.file : `${found.file}:${found.line}`;
    return { max: found.max, place: `the autoscaler ${found.name} (${place})` };
  }
  const limitSeries = series.find(
    (observedSeries) => MAX_REPLICAS.test(observedSeries.name) && observedSeries.labels === labels,
  );
  const max = limitSeries?.values.at(-1);
  return limitSeries === undefined || max === undefined ? null : { max, place: limitSeries.name };
}

/** Parses the labels of a series: `a=1,b=2`. */
function labelsOf(labels: string): readonly (readonly [name: string, value: string])[] {
  return labels.split(',').flatMap((label) => {
    const at = label.indexOf('=');
    return at === -1 ? [] : [[label.slice(0, at), label.slice(at + 1)] as const];
  });
}

/** Returns the start of the longest period from `most` up, milliseconds since 1970; null: none. */
function longestAt({ at, values }: ObservedSeries, most: number): number | null {
  const order = [...at.keys()].toSorted((a, b) => (at[a] ?? 0) - (at[b] ?? 0));
  let [longest, length, start]: [number | null, number, number] = [null, 0, 0];
  let run = 0;
  for (const index of order) {
    run = (values[index] ?? 0) >= most ? run + 1 : 0;
    if (run === 1) start = at[index] ?? 0;
    if (run >= FEWEST_AT_MOST && run > length) [longest, length] = [start, run];
  }
  return longest;
}

/** Reports a CPU above its target while no replicas were added: scaling did not start. */
function notScaled(
  autoscalers: readonly Autoscaler[],
  signals: DataPart['signals'],
): readonly string[] {
  const target = Math.min(...autoscalers.flatMap(({ cpuTarget }) => cpuTarget ?? []));
  const isAimed = Number.isFinite(target);
  const busyFrom = isAimed ? target * (1 + TOLERANCE) : BUSY;
  const busy = signals.find(
    ({ mechanism, after, peak }) => mechanism === 'cpu' && after >= busyFrom && peak <= 100,
  );
  const isScaled = signals.some(
    ({ mechanism, after, before }) => mechanism === 'scaling' && after > before,
  );
  if (busy === undefined || isScaled) return [];
  const aim = isAimed ? `, above the target of ${target} %` : '';
  return [
    `${busy.name} reached ${Math.round(busy.after * 10) / 10} %${aim}, but no capacity was added, so autoscaling was not activated`,
  ];
}
