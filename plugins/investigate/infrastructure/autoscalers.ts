import type { SettingsFile } from './changed-settings.ts';
import { readSettings, type Setting } from './read-settings.ts';

/** A HorizontalPodAutoscaler of Kubernetes, of `autoscaling/v1` or `/v2`. */
export interface Autoscaler {
  readonly name: string;
  /** Name of the target, such as a deployment; null: not stated. */
  readonly scales: string | null;
  /** Replicas at least and at most. */
  readonly min: number;
  readonly max: number;
  /** Use of a processor that it aims at, in percent of what is requested; null: of none. */
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

/** Those of a file with one manifest or several, as it is now. @throws Error where it cannot be read. */
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

/** @param way - To what it consists of: `HorizontalPodAutoscaler/shop.`; empty where it stands alone. */
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
    // Kubernetes takes one where it does not say.
    min: numberIn(wordAt('spec.minReplicas')) ?? 1,
    cpuTarget: targets.find((target) => target !== null) ?? null,
    line: most.line,
  };
}

/** null: a template that is filled in elsewhere, or nothing. */
function numberIn(text: string | null | undefined): number | null {
  const number = Number(text ?? Number.NaN);
  return Number.isFinite(number) && number > 0 ? number : null;
}
