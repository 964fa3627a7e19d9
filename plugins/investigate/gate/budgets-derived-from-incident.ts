import { EXIT, UserError } from 'perf-harness/plugin';
import { errorRate } from '../data/request-latency-and-error-statistics.ts';
import type {
  BeforeAndAfter,
  InvestigationReport,
  ServedLevel,
} from '../document/investigation-document.ts';
import { computeNoiseMargin, createPriorLevelBasis } from '../follow-up/fix-success-criteria.ts';
import { readDataPart } from '../outputs/format-investigation-values.ts';

export interface IncidentBudget {
  readonly metric: 'latency.p95' | 'error_rate';
  /** As a scenario writes it: `< 277.4 ms`. */
  readonly limit: string;
  /** In base units: milliseconds, or a share. */
  readonly healthy: number;
  readonly incident: number;
}

/** Budgets that would have caught the incident (INV-39). */
export interface IncidentBudgets {
  /** Empty: all requests together. */
  readonly endpoint: string;
  readonly budgets: readonly IncidentBudget[];
}

/** Digits of a limit: enough to lie between two numbers that differ by more than a tenth. */
const DIGITS = 4;

/**
 * Derives limits from the values before the incident, for the endpoint that degraded most.
 *
 * @throws UserError where nothing degraded, or there are no values from before.
 */
export function incidentBudgets(report: InvestigationReport): IncidentBudgets {
  const data = readDataPart(report);
  if (data === null || data.onset === null) throw nothingWorse(report);
  const { before, after } = data;
  const all = before === null || after === null ? [] : [{ name: '', before, after }];
  const worst = data.endpoints
    .filter(({ is_affected }) => is_affected)
    .toSorted((a, b) => riseOf(b) - riseOf(a));
  const basis = createPriorLevelBasis(computeNoiseMargin(data));
  for (const { name, before: healthy, after: incident } of [...worst, ...all]) {
    const level = { name, before: healthy, during: incident, isAffected: true, cells: [] };
    const budgets = [
      ...p95Budget(healthy, incident, basis.p95(level)?.limit ?? null),
      ...errorBudget(healthy, incident, basis.errors(level)?.limit ?? null),
    ];
    if (budgets.some(({ limit, incident: was }) => was >= numberOf(limit)))
      return { endpoint: name, budgets };
  }
  throw nothingWorse(report);
}

function riseOf({ before, after }: Pick<BeforeAndAfter, 'before' | 'after'>): number {
  const slower =
    before.low_n || after.low_n || !before.p95 || after.p95 === null
      ? 0
      : Math.log(after.p95 / before.p95);
  return Math.max(slower, 10 * (errorRate(after) - errorRate(before)));
}

function p95Budget(
  healthy: ServedLevel,
  incident: ServedLevel,
  limit: number | null,
): readonly IncidentBudget[] {
  if (limit === null || healthy.p95 === null || incident.p95 === null) return [];
  if (healthy.low_n || incident.low_n || incident.p95 <= limit) return [];
  return [
    {
      metric: 'latency.p95',
      limit: `< ${Number(limit.toPrecision(DIGITS))} ms`,
      healthy: healthy.p95,
      incident: incident.p95,
    },
  ];
}

function errorBudget(
  healthy: ServedLevel,
  incident: ServedLevel,
  limit: number | null,
): readonly IncidentBudget[] {
  if (limit === null) return [];
  const [was, is] = [errorRate(healthy), errorRate(incident)];
  return [
    {
      metric: 'error_rate',
      limit: `< ${Number((limit * 100).toPrecision(DIGITS))} %`,
      healthy: was,
      incident: is,
    },
  ];
}

function numberOf(limit: string): number {
  const [, digits = '', unit] = /^< ([\d.e+-]+) (ms|%)$/u.exec(limit) ?? [];
  return unit === '%' ? Number(digits) / 100 : Number(digits);
}

function nothingWorse({ id }: InvestigationReport): UserError {
  return new UserError({
    code: 'investigation-without-incident',
    message: `${id} has no values from before and during an incident, so no limit between them can be derived.`,
    remedy:
      'Investigate with logs that start before the incident: perf-harness investigate --since 4h --logs access.log',
    exitCode: EXIT.baseline,
  });
}
