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
