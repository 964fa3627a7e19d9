import type {
  DataPart,
  FixCheck,
  FixOutcome,
  FixVerification,
  FixWindow,
  IncidentOnset,
  InvestigationReport,
} from '../document/investigation-document.ts';
import type { Observations } from '../observations/collected-log-observations.ts';
import { addUtilizationSeries } from '../observations/metric-time-series-table.ts';
import { sanitizeText } from '../read/sanitize-log-text.ts';
import { checkPoolUtilization, checkSignalsAfterFix } from './check-metric-signals-after-fix.ts';
import {
  checkLevelAfterFix,
  checkPeak,
  checkUnaffectedLevels,
  findLateDegradations,
  type LateDegradation,
} from './check-service-level-after-fix.ts';
import { FIX_INTERVAL, FIX_WINDOWS, gridIndex } from './fix-follow-up-time-windows.ts';
import {
  computeNoiseMargin,
  createPresetBasis,
  createPriorLevelBasis,
  EMPTY_CHECK_VALUES,
  type LevelBasis,
  type SuccessPreset,
  type TrackedLevel,
  worstOutcome,
} from './fix-success-criteria.ts';
import { listTrackedLevels, measureFixEffects } from './measure-fix-effects.ts';

export interface VerifiedFix {
  readonly fix: string;
  readonly commit: string | null;
  /** Milliseconds since 1970. */
  readonly after: number;
  /** Source of that moment; null: the user stated it. */
  readonly note: string | null;
}

export interface VerifyRequest {
  readonly report: InvestigationReport;
  readonly data: DataPart;
  readonly onset: IncidentOnset;
  readonly fix: VerifiedFix;
  readonly now: Date;
  /** null to compare only with the level before the incident. */
  readonly preset: SuccessPreset | null;
}

/** Verifies one fix in each period after it, and determines its own effect. Pure. */
export function verifyFix(request: VerifyRequest, observed: Observations): FixVerification {
  const { report, data, onset, fix, now, preset } = request;
  const { grid } = observed.requests;
  const others = (report.verifications ?? []).filter(
    ({ after }) => Date.parse(after) !== fix.after,
  );
  const previous = others.findLast(({ after }) => Date.parse(after) < fix.after) ?? null;
  const next = others.find(({ after }) => Date.parse(after) > fix.after) ?? null;
  // The interval with the next fix is excluded, since it shows the effect of both.
  const end = next === null ? grid.length : gridIndex(grid, Date.parse(next.after)) - 1;
  const start = Math.max(Date.parse(onset.at), previous === null ? 0 : Date.parse(previous.after));
  const levels = listTrackedLevels(data, observed.requests);
  const bases = [
    createPriorLevelBasis(computeNoiseMargin(data)),
    ...(preset === null ? [] : [createPresetBasis(preset)]),
  ];
  const late = findLateDegradations(
    levels.filter(({ isAffected }) => isAffected),
    grid,
    end,
    bases[0] as LevelBasis,
  );
  const windows = FIX_WINDOWS.map((window) =>
    windowOf(request, observed, { levels, bases, late, window, end }),
  );
  return {
    fix: sanitizeText(named(report, fix.fix), LONGEST_NAME),
    commit: fix.commit,
    after: new Date(fix.after).toISOString(),
    verified_at: now.toISOString(),
    preset: preset?.name ?? null,
    outcome: worstOutcome(windows.map(({ outcome }) => outcome)),
    windows,
    effects: measureFixEffects(levels, { from: gridIndex(grid, start), until: end }, previous),
    notes: [
      ...(fix.note === null ? [] : [sanitizeText(fix.note, LONGEST_NAME)]),
      ...(next === null
        ? []
        : [`requests after ${next.fix} took effect are attributed to that fix`]),
    ],
  };
}

const LONGEST_NAME = 200;

/** Adds the title of the planned action to a fix given by its identifier. */
function named({ actions }: InvestigationReport, fix: string): string {
  const planned = actions.find(({ id }) => id === fix);
  return planned === undefined ? fix : `${planned.id}: ${planned.title}`;
}

interface WindowParts {
  readonly levels: readonly TrackedLevel[];
  readonly bases: readonly LevelBasis[];
  readonly late: readonly LateDegradation[];
  readonly window: (typeof FIX_WINDOWS)[number];
  readonly end: number;
}

function windowOf(request: VerifyRequest, observed: Observations, parts: WindowParts): FixWindow {
  const { grid } = observed.requests;
  const { levels, bases, late, window, end } = parts;
  const momentOf = (place: number): number => grid.start + place * grid.widthMs;
  const until = Math.max(window.from, Math.min(window.until, end));
  const all = levels.find(({ name }) => name === '')?.cells.slice(window.from, until) ?? [];
  const last = all.findLastIndex((cell) => cell !== undefined);
  const affected = levels.filter(({ isAffected }) => isAffected);
  const span = { from: momentOf(window.from), until: momentOf(until) };
  const series = addUtilizationSeries(observed.series.all());
  const mechanisms = request.report.causes[0]?.change.mechanisms ?? [];
  const checks: readonly FixCheck[] = [
    ...bases.flatMap((basis) =>
      affected.flatMap((level) => checkLevelAfterFix(level, window.from, until, basis)),
    ),
    ...(window.from === FIX_INTERVAL ? [] : checkUnaffectedLevels(levels, window.from, until)),
    ...(window.until === grid.length
      ? bases.flatMap((basis) => checkPeak(affected, window.from, until, basis, momentOf))
      : []),
    ...checkSignalsAfterFix(request.data.signals, request.onset, series, span, mechanisms),
    ...late.flatMap(({ place, check }) => (place >= window.from && place < until ? [check] : [])),
    ...(request.preset === null
      ? []
      : [
          checkPoolUtilization(series, span, request.preset.name),
          satisfaction(request.preset.name),
        ]),
  ];
  return {
    name: window.name,
    from: new Date(span.from).toISOString(),
    until: new Date(momentOf(window.until)).toISOString(),
    requests: all.reduce((sum, cell) => sum + (cell?.count ?? 0), 0),
    seen_until: last === -1 ? null : new Date(momentOf(window.from + last + 1)).toISOString(),
    outcome: outcomeOf(checks),
    checks,
  };
}

function satisfaction(basis: string): FixCheck {
  return {
    ...EMPTY_CHECK_VALUES,
    measure: 'satisfaction',
    name: 'user satisfaction',
    basis,
    outcome: 'manual',
    is_decisive: false,
    note: 'whether user satisfaction has recovered requires human judgement',
  };
}

/** Combines checks; requests decide, since a signal alone does not show what users experience. */
function outcomeOf(checks: readonly FixCheck[]): FixOutcome {
  const decisive = checks.filter(({ is_decisive }) => is_decisive);
  if (decisive.some(({ outcome }) => outcome === 'fail')) return 'fail';
  const served = decisive.filter(({ measure }) => measure === 'p95' || measure === 'error_rate');
  if (served.every(({ outcome }) => outcome === 'pending')) return 'pending';
  return decisive.some(({ outcome }) => outcome === 'pass below target')
    ? 'pass below target'
    : 'pass';
}
