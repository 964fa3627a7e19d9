import type { Finding } from 'perf-harness/plugin';
import { inferMechanism } from '../data/find-metrics-changed-at-onset.ts';
import type {
  DataPart,
  IncidentChange,
  InfrastructurePart,
} from '../document/investigation-document.ts';
import type { ObservedSeries } from '../observations/metric-time-series-table.ts';
import { type Autoscaler, findScalingConcerns, readAutoscalers } from './autoscalers.ts';
import {
  type ChangeOrigin,
  findChangedSettings,
  type SettingsFile,
} from './changed-configuration-settings.ts';

export interface ChangedConfiguration extends SettingsFile {
  readonly moment: ChangeOrigin;
}

type Resource = InfrastructurePart['resources'][number];

/** Shares from which a resource is short, in percent. */
const SHORT: Readonly<Partial<Record<string, number>>> = {
  cpu: 85,
  memory: 90,
  connections: 90,
  disk: 90,
};

export interface InfrastructureRequest {
  readonly configurations: readonly ChangedConfiguration[];
  /** Manifests with autoscalers, as they are in use, changed or not. */
  readonly manifests: readonly Pick<SettingsFile, 'file' | 'after'>[];
  readonly series: readonly ObservedSeries[];
  readonly signals: DataPart['signals'];
}

/** Analysis of configuration and resources; each finding belongs to a single group (INV-30). */
export async function analyseInfrastructure({
  configurations,
  manifests,
  series,
  signals,
}: InfrastructureRequest): Promise<InfrastructurePart> {
  const unread = new Map<string, string>();
  const readOf = <Found>(
    { file }: Pick<SettingsFile, 'file'>,
    read: () => Promise<readonly Found[]>,
  ): Promise<readonly Found[]> =>
    read().catch((error: unknown) => {
      unread.set(file, error instanceof Error ? error.message : String(error));
      return [];
    });
  const changes: IncidentChange[] = [];
  for (const { moment, ...configuration } of configurations)
    changes.push(
      ...(await readOf(configuration, () => findChangedSettings(configuration, moment))),
    );
  const autoscalers: Autoscaler[] = [];
  for (const manifest of manifests)
    autoscalers.push(...(await readOf(manifest, () => readAutoscalers(manifest))));
  const findings = [...unread].map(
    ([file, reason]): Finding => ({
      id: 'configuration-unread',
      level: 'warning',
      message: `${file} could not be read: ${reason}.`,
    }),
  );
  return {
    changes,
    findings,
    resources: [
      ...bottlenecks(series),
      ...changes.flatMap(({ direction, title, mechanisms }): readonly Resource[] =>
        direction === 'neutral'
          ? []
          : [{ group: 'Configuration Issues', message: title, mechanism: mechanisms[0] ?? null }],
      ),
      ...findScalingConcerns(autoscalers, series, signals).map(
        (message): Resource => ({ group: 'Scaling Concerns', message, mechanism: 'scaling' }),
      ),
    ],
  };
}

function bottlenecks(series: readonly ObservedSeries[]): readonly Resource[] {
  return series.flatMap(({ name, labels, values }): readonly Resource[] => {
    const mechanism = inferMechanism(name);
    const limit = mechanism === null ? undefined : SHORT[mechanism];
    const peak = values.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
    const isShare = /usage|util|percent|pct|used_ratio/iu.test(name) && peak <= 100;
    if (limit === undefined || !isShare || peak < limit) return [];
    const of = labels === '' ? name : `${name} (${labels})`;
    return [
      { group: 'Resource Bottlenecks', message: `${of} reached ${round(peak)} %`, mechanism },
    ];
  });
}

function round(value: number): string {
  return String(Math.round(value * 10) / 10);
}
