import { describe, expect, test } from 'vitest';
import type {
  FixOutcome,
  FixVerification,
  FixWindow,
  InvestigationReport,
} from '../../../../plugins/investigate/document/investigation-document.ts';
import { addVerification } from '../../../../plugins/investigate/follow-up/verify-fix-and-store-result.ts';
import { investigationDocuments } from '../../../../tools/golden/investigation-documents.ts';

const REPORT = investigationDocuments()['investigation-established'] as InvestigationReport;
const HOUR_MS = 3_600_000;
const NAMES = ['0 to 30 min', '30 min to 2 h', '2 to 24 h'] as const;
const BOUNDS = [0, 0.5, 2, 24];

/** Returns a fix at an hour of day with its outcome per window; those windows are complete. */
function verification(
  fix: string,
  hour: number,
  outcomes: readonly FixOutcome[],
  preset: string | null = null,
): FixVerification {
  const after = Date.parse('2026-11-24T00:00:00Z') + hour * HOUR_MS;
  const at = (hours: number): string => new Date(after + hours * HOUR_MS).toISOString();
  const windows = NAMES.map((name, index): FixWindow => {
    const outcome = outcomes[index] ?? 'pending';
    const [from, until] = [at(BOUNDS[index] ?? 0), at(BOUNDS[index + 1] ?? 0)];
    const seen_until = outcome === 'pending' ? null : until;
    return { name, from, until, requests: 100, seen_until, outcome, checks: [] };
  });
  return {
    fix,
    commit: null,
    after: at(0),
    verified_at: at(24),
    preset,
    windows,
    outcome: outcomes.includes('fail') ? 'fail' : 'pass',
    effects: [],
    notes: [],
  };
}

const outcomesOf = (report: InvestigationReport, place: number) =>
  report.verifications?.[place]?.windows.map(({ outcome }) => outcome);

describe('repeated verification of one investigation', () => {
  test('keeps what earlier logs of the same fix had shown when later logs are verified', () => {
    const first = addVerification(REPORT, verification('pool', 16, ['pass', 'fail', 'pending']));
    const second = addVerification(first, verification('pool', 16, ['pending', 'pass', 'pass']));
    expect(second.verifications).toHaveLength(1);
    expect(outcomesOf(second, 0)).toEqual(['pass', 'pass', 'pass']);
    expect(second.verifications?.[0]?.outcome).toBe('pass');
  });

  test('does not keep what another preset had decided', () => {
    const first = addVerification(REPORT, verification('pool', 16, ['pass', 'pass', 'pending']));
    const second = addVerification(
      first,
      verification('pool', 16, ['pending', 'pass', 'pending'], 'incident-exit'),
    );
    expect(outcomesOf(second, 0)).toEqual(['pending', 'pass', 'pending']);
  });

  test('INV-34: no longer counts for a fix what was seen after the next fix', () => {
    const first = addVerification(REPORT, verification('cache', 16, ['fail', 'fail', 'pass']));
    const both = addVerification(first, verification('pool', 17, ['pass', 'pass', 'pending']));
    expect(both.verifications?.map(({ fix }) => fix)).toEqual(['cache', 'pool']);
    // The next fix came an hour later: in the middle of the second window, and before the third.
    expect(outcomesOf(both, 0)).toEqual(['fail', 'fail', 'pending']);
    expect(both.verifications?.[0]?.notes.join()).toContain(
      '"pool" took effect at 2026-11-24T17:00Z',
    );
    const again = addVerification(both, verification('pool', 17, ['pass', 'pass', 'pass']));
    expect(again.verifications?.[0]?.notes).toHaveLength(1);
  });
});
