import type {
  IncidentCause,
  IncidentChange,
  InvestigationReport,
} from '../document/investigation-document.ts';
import { POOL_LIMIT } from '../follow-up/fix-success-criteria.ts';
import {
  formatDuration,
  formatTimestamp,
  readDataPart,
} from '../outputs/format-investigation-values.ts';

/** When an incident began, was noticed and was over. Moments are ISO 8601 in UTC. */
interface IncidentTimes {
  readonly beganAt: string | null;
  /** Start of the investigation, since nothing records an earlier notice. */
  readonly detectedAt: string;
  /** null if the resolution was neither verified nor stated. */
  readonly resolvedAt: string | null;
  /** Detection to resolution, milliseconds; from the onset if resolved before detection. */
  readonly durationMs: number | null;
  readonly isFromBeginning: boolean;
}

/**
 * @param said - When it was over, by people; null: since the last fix that held, or since the logs
 *   were back by themselves.
 */
export function incidentTimes(report: InvestigationReport, said: string | null): IncidentTimes {
  const onset = readDataPart(report)?.onset ?? null;
  const held = (report.verifications ?? []).findLast(
    ({ outcome }) => outcome === 'pass' || outcome === 'pass below target',
  );
  const resolvedAt = said ?? held?.after ?? onset?.until ?? null;
  const detectedAt = report.incident.started_at;
  const beganAt = onset?.at ?? null;
  const isFromBeginning =
    resolvedAt !== null && Date.parse(detectedAt) > Date.parse(resolvedAt) && beganAt !== null;
  const start = isFromBeginning ? beganAt : detectedAt;
  const durationMs = resolvedAt === null ? null : Date.parse(resolvedAt) - Date.parse(start);
  return {
    beganAt,
    detectedAt,
    resolvedAt,
    isFromBeginning,
    durationMs: durationMs === null || durationMs < 0 ? null : durationMs,
  };
}

/** `1 h 50 min, from detection (2026-11-24 14:20 UTC) to resolution (2026-11-24 16:10 UTC)` */
export function incidentDuration(times: IncidentTimes): string {
  const { beganAt, detectedAt, resolvedAt, durationMs, isFromBeginning } = times;
  if (resolvedAt === null || durationMs === null)
    return `unknown: detected ${formatTimestamp(detectedAt)}; no fix is known to have held since then`;
  const start = isFromBeginning ? (beganAt ?? detectedAt) : detectedAt;
  const word = isFromBeginning ? 'start' : 'detection';
  return `${formatDuration(durationMs)}, from ${word} (${formatTimestamp(start)}) to resolution (${formatTimestamp(resolvedAt)})`;
}

/** Returns the ranked cause an investigation was closed with; null: not ranked, or still open. */
export function findClosedCause({ causes, closed }: InvestigationReport): IncidentCause | null {
  const place = closed?.place ?? null;
  return place === null ? null : (causes[place - 1] ?? null);
}

const BY_KIND: Readonly<Partial<Record<IncidentChange['kind'], string>>> = {
  configuration:
    'Review changed settings: require a second reviewer, and state which mechanism each setting affects',
  dependency: 'Review changed packages: read the release notes, and measure both versions',
  'removed safeguard': 'A test that fails if the safeguard (cache, index, limit) is removed',
};

/** Lists measures against a recurrence, by the cause and its mechanisms (INV-39). */
export function listPreventionMeasures(
  { id }: Pick<InvestigationReport, 'id'>,
  cause: IncidentCause | null,
): readonly string[] {
  const { kind, mechanisms = [] } = cause?.change ?? {};
  const ofKind = kind === undefined ? undefined : BY_KIND[kind];
  const alerts = mechanisms
    .toSorted((a, b) => Number(b === 'connections') - Number(a === 'connections'))
    .map((mechanism) =>
      mechanism === 'connections'
        ? `Alert on the connection pool when more than ${POOL_LIMIT * 100} % of its connections are in use`
        : `Alert when metrics for ${mechanism} shift from their previous level`,
    );
  return [
    ...(ofKind === undefined ? [] : [ofKind]),
    `Automated regression test in CI: perf-harness investigate gate ${id}`,
    ...alerts,
    'Runbook: the steps to follow when this incident recurs',
  ];
}
