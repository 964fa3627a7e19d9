import type {
  FixVerification,
  FixWindow,
  InvestigationReport,
} from '../document/investigation-document.ts';
import { worstOutcome } from './evaluate-fix-success-criterion.ts';

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
        ? after(verification, fresh)
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
function after(verification: FixVerification, { fix }: FixVerification): FixVerification {
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

/** Returns the time from the first fix to the last request analysed. */
function watchedMs(verifications: readonly FixVerification[]): number | null {
  const seen = verifications.flatMap(({ windows }) =>
    windows.flatMap(({ seen_until }) => (seen_until === null ? [] : [Date.parse(seen_until)])),
  );
  const [first] = verifications;
  return first === undefined || seen.length === 0
    ? null
    : Math.max(...seen) - Date.parse(first.after);
}
