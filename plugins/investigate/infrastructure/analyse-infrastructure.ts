import type { DataPart, Finding, IncidentChange, InfrastructurePart } from 'perf-harness';
import { mechanismOf } from '../data/find-signals.ts';
import type { ObservedSeries } from '../observed/series.ts';
import { type ChangeMoment, changedSettings, type SettingsFile } from './changed-settings.ts';

/** Configurations that differ, and when each took effect. */
export interface ChangedConfiguration extends SettingsFile {
  readonly moment: ChangeMoment;
}

type Resource = InfrastructurePart['resources'][number];

/** Shares from which a resource is short, in percent. */
const SHORT: Readonly<Partial<Record<string, number>>> = {
  cpu: 85,
  memory: 90,
  connections: 90,
  disk: 90,
};

/** What configuration and resources say; each finding stands in one group (INV-30). */
export async function analyseInfrastructure(
  configurations: readonly ChangedConfiguration[],
  series: readonly ObservedSeries[],
  signals: DataPart['signals'],
): Promise<InfrastructurePart> {
  const findings: Finding[] = [];
  const changes: IncidentChange[] = [];
  for (const { moment, ...configuration } of configurations) {
    try {
      changes.push(...(await changedSettings(configuration, moment)));
    } catch (error) {
      findings.push({
        id: 'configuration-unread',
        level: 'warning',
        message: `${configuration.file} could not be read: ${error instanceof Error ? error.message : error}.`,
      });
    }
  }
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
      ...notScaled(signals),
    ],
  };
}

/** Resources that were nearly used up: shares in percent, and what is used of a size beside it. */
function bottlenecks(series: readonly ObservedSeries[]): readonly Resource[] {
  return series.flatMap(({ name, labels, values }): readonly Resource[] => {
    const mechanism = mechanismOf(name);
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

/** A processor that is busy while nothing was added: the scaling did not start (INV-27). */
function notScaled(signals: DataPart['signals']): readonly Resource[] {
  const busy = signals.find(
    ({ mechanism, after, peak }) => mechanism === 'cpu' && after >= 80 && peak <= 100,
  );
  const scaled = signals.some(
    ({ mechanism, after, before }) => mechanism === 'scaling' && after > before,
  );
  if (busy === undefined || scaled) return [];
  return [
    {
      group: 'Scaling Concerns',
      message: `${busy.name} went to ${round(busy.after)} %, and nothing was added: scaling was not activated`,
      mechanism: 'scaling',
    },
  ];
}

function round(value: number): string {
  return String(Math.round(value * 10) / 10);
}
