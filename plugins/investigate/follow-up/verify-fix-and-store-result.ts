import { EXIT, type Host, UserError } from 'perf-harness/plugin';
import type {
  DataPart,
  FixVerification,
  FixWindow,
  IncidentOnset,
  InvestigationReport,
} from '../document/investigation-document.ts';
import { readDataPart } from '../outputs/format-investigation-values.ts';
import { type ReadObservationsOptions, readObservations } from '../read/read-log-files.ts';
import { followUpGrid } from './fix-follow-up-time-windows.ts';
import { type SuccessPreset, worstOutcome } from './fix-success-criteria.ts';
import { type VerifiedFix, verifyFix } from './verify-fix-against-logs.ts';

interface VerifiedInvestigation {
  readonly report: InvestigationReport;
  readonly verification: FixVerification;
}

interface VerifyInvestigationRequest extends Omit<ReadObservationsOptions, 'grid'> {
  readonly report: InvestigationReport;
  /**
   * Applies `work` to the current report and stores the result under a lock, since another fix may
   * have been verified while the logs were read.
   */
  readonly change: (
    work: (report: InvestigationReport) => VerifiedInvestigation,
  ) => VerifiedInvestigation;
  readonly fix: VerifiedFix;
  readonly preset: SuccessPreset | null;
}

/**
 * Compares the period after a fix with the incident, and stores the result.
 *
 * @throws UserError where the report has no degradation, or the fix precedes it.
 */
export async function verifyInvestigation(
  host: Host,
  { report: begun, change, fix, preset, ...reading }: VerifyInvestigationRequest,
): Promise<VerifiedInvestigation> {
  refuse(begun, fix);
  const { observed } = await readObservations(host, { ...reading, grid: followUpGrid(fix.after) });
  return change((report) => {
    const { data, onset } = refuse(report, fix);
    const now = host.clock.now();
    const fresh = verifyFix({ report, data, onset, fix, now, preset }, observed);
    const verified = addVerification(report, fresh);
    const kept = verified.verifications?.find(({ after }) => after === fresh.after);
    return { report: verified, verification: kept ?? fresh };
  });
}

/** Before a gigabyte of logs is read. */
function refuse(
  report: InvestigationReport,
  fix: VerifiedFix,
): { readonly data: DataPart; readonly onset: IncidentOnset } {
  const data = readDataPart(report);
  const onset = data?.onset ?? null;
  if (data === null || onset === null) throw nothingToVerify(report);
  if (fix.after <= Date.parse(onset.at)) throw beforeIt(report, fix, onset.at);
  return { data, onset };
}

function nothingToVerify({ id }: InvestigationReport): UserError {
  return new UserError({
    code: 'investigation-without-incident',
    message: `${id} found no degradation, so there are no values to compare a fix with.`,
    remedy:
      'Investigate with logs that start before the slowdown, or choose another investigation: perf-harness investigate list',
    exitCode: EXIT.baseline,
  });
}

function beforeIt({ id }: InvestigationReport, { fix, after }: VerifiedFix, at: string): UserError {
  return new UserError({
    code: 'investigation-fix-before',
    message: `"${fix}" took effect at ${new Date(after).toISOString()}, which is before ${id} began (${at}).`,
    remedy: 'Pass the time when the fix was deployed: --after 2026-11-24T16:05Z',
    exitCode: EXIT.usage,
  });
}

/**
 * Adds a verification to an investigation, in the order in which the fixes were deployed (INV-34).
 * If a fix is verified again with later logs, the results of the earlier logs are kept.
 */
export function addVerification(
  report: InvestigationReport,
  fresh: FixVerification,
): InvestigationReport {
  const kept = report.verifications ?? [];
  const earlier = kept.find(({ after }) => after === fresh.after);
  const merged = earlier === undefined ? fresh : mergeOf(earlier, fresh);
  const verifications = [...kept.filter((verification) => verification !== earlier), merged]
    .toSorted((a, b) => Date.parse(a.after) - Date.parse(b.after))
    .map((verification, index, all) => upTo(verification, all[index + 1]))
    .map((verification, index, all) =>
      earlier === undefined && all[index - 1]?.after === fresh.after
        ? noteEarlierFix(verification, fresh)
        : verification,
    );
  return {
    ...report,
    verifications,
    ...(report.effort !== undefined && {
      effort: report.effort.map((phaseEffort) =>
        phaseEffort.phase === 'validation'
          ? { ...phaseEffort, actual_ms: watchedMs(verifications) }
          : phaseEffort,
      ),
    }),
  };
}

function mergeOf(earlier: FixVerification, fresh: FixVerification): FixVerification {
  // Decisions made with another preset do not apply to this request.
  const isSame = earlier.preset === fresh.preset;
  const windows = fresh.windows.map((window) => {
    const before = earlier.windows.find(({ name }) => name === window.name);
    return isSame && window.outcome === 'pending' && before !== undefined ? before : window;
  });
  return {
    ...fresh,
    windows,
    outcome: worstOutcome(windows.map(({ outcome }) => outcome)),
    effects: fresh.effects.length === 0 ? earlier.effects : fresh.effects,
  };
}

/** Notes that an earlier fix became known only now, so this verification covers both. */
function noteEarlierFix(verification: FixVerification, { fix }: FixVerification): FixVerification {
  const note = `"${fix}" took effect before this fix; repeat this verification to separate their effects`;
  return { ...verification, notes: [...verification.notes, note] };
}

/** Discards windows after the next fix, which say nothing of this one; notes shared windows. */
function upTo(verification: FixVerification, next: FixVerification | undefined): FixVerification {
  if (next === undefined) return verification;
  const end = Date.parse(next.after);
  const isBeyond = ({ seen_until }: FixWindow): boolean =>
    seen_until !== null && Date.parse(seen_until) > end;
  if (!verification.windows.some(isBeyond)) return verification;
  const windows = verification.windows.map(
    (window): FixWindow =>
      Date.parse(window.from) >= end
        ? { ...window, requests: 0, seen_until: null, outcome: 'pending', checks: [] }
        : window,
  );
  const shared = windows.filter(isBeyond).map(({ name }) => name);
  const note = `"${next.fix}" took effect at ${next.after.slice(0, 16)}Z; repeat this verification to separate the effects in these windows: ${shared.join(', ')}`;
  return {
    ...verification,
    windows,
    outcome: worstOutcome(windows.map(({ outcome }) => outcome)),
    notes: [...new Set([...verification.notes, ...(shared.length === 0 ? [] : [note])])],
  };
}

function watchedMs(verifications: readonly FixVerification[]): number | null {
  const seen = verifications.flatMap(({ windows }) =>
    windows.flatMap(({ seen_until }) => (seen_until === null ? [] : [Date.parse(seen_until)])),
  );
  const [first] = verifications;
  return first === undefined || seen.length === 0
    ? null
    : Math.max(...seen) - Date.parse(first.after);
}
