import type {
  FixCheck,
  FixVerification,
  InvestigationReport,
} from '../../harness/model/documents/investigation-document.ts';
import { withVerification } from '../../plugins/investigate/follow-up/with-verification.ts';

const HOUR_MS = 3_600_000;
/** Names that pages and terminals have to write as text. */
const HOSTILE = 'the cache <b>|`\u001b[31m';

/** With two fixes, of which the second held, and closed. */
export function verifiedInvestigation(report: InvestigationReport): InvestigationReport {
  const end = Date.parse(report.incident.until);
  const fixes = [
    fixAt(HOSTILE, end + HOUR_MS, 'fail', [800, 500, 0.55]),
    fixAt('PERF_FIX_001: Set db.pool.max back to 50', end + 4 * HOUR_MS, 'pass', [500, 255, 0.44]),
  ];
  return {
    ...fixes.reduce(withVerification, report),
    closed: {
      ...{ at: iso(end + 30 * HOUR_MS), cause: 'db.pool.max: 50 → 20', place: 1 },
      ...{ resolved_at: null, learned: ['pools follow the load'] },
    },
  };
}

function fixAt(
  fix: string,
  at: number,
  outcome: 'pass' | 'fail',
  [from, to, recovered]: readonly [number, number, number],
): FixVerification {
  const check: FixCheck = {
    ...{ measure: 'p95', name: 'GET /check|out', basis: 'the level before', before: 250 },
    ...{ during: 800, value: to, limit: 300, aim: null, outcome, is_decisive: true, note: null },
  };
  const bounds = [0, 0.5, 2, 24] as const;
  return {
    ...{ fix, commit: null, after: iso(at), verified_at: iso(at + 3 * HOUR_MS), preset: null },
    ...{ outcome, notes: ['no deployment has it; counted from its commit'] },
    windows: (['0 to 30 min', '30 min to 2 h', '2 to 24 h'] as const).map((name, index) => ({
      ...{ name, from: iso(at + (bounds[index] ?? 0) * HOUR_MS), requests: 900, outcome },
      until: iso(at + (bounds[index + 1] ?? 0) * HOUR_MS),
      seen_until: iso(at + Math.min(3, bounds[index + 1] ?? 0) * HOUR_MS),
      checks: [check],
    })),
    effects: [
      { measure: 'p95', name: 'GET /check|out', from, to, recovered, source: 'logs' },
      { measure: 'error_rate', name: '', from: 0.02, to: 0, recovered: null, source: 'kept' },
    ],
  };
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
