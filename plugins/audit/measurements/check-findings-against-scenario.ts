import { relative, sep } from 'node:path';
import type { ScenarioEvidence } from 'perf-harness/plugin';
import type {
  AuditCategory,
  AuditFinding,
  CompletedCategory,
  DismissedCandidate,
} from '../document/audit-document.ts';
import type {
  AuditScenario,
  MeasuredFinding,
} from '../document/runtime-measurements-in-audit-report-schema.ts';
import { addMeasurement } from '../evidence-class.ts';
import { recountCategory } from '../scoring/category-score.ts';
import { describeObservation } from './describe-runtime-measurement-at-finding.ts';
import { locateFinding } from './finding-location.ts';
import type { MeasuredLocation } from './scenario-evidence-types.ts';
import { selectMeasurement } from './select-measurement-for-rule.ts';

type MeasuredFindingCounts = Readonly<Record<MeasuredFinding['type'], number>>;

/**
 * Adds the observations of a running program to findings. A finding that did not occur is
 * dismissed, with the measurement as its reason.
 * @param root - Project root with all links resolved.
 */
export function compareWithScenario(
  categories: readonly AuditCategory[],
  evidence: ScenarioEvidence,
  root: string,
): { readonly categories: readonly AuditCategory[]; readonly counts: MeasuredFindingCounts } {
  const counts = {
    measured: 0,
    'not reached': 0,
    'not decided': 0,
    'dismissed by measurement': 0,
  };
  const measure = (category: CompletedCategory): CompletedCategory => {
    const findings: AuditFinding[] = [];
    const dismissed: DismissedCandidate[] = [];
    for (const finding of category.findings) {
      const by = selectMeasurement(finding.rule, category.auditor);
      const measured = describeObservation(by, locateFinding(finding, evidence, root), evidence);
      if (measured !== null) counts[measured.type] += 1;
      if (measured?.type === 'dismissed by measurement') {
        dismissed.push(dismissedOf(finding, measured));
      } else findings.push(measured === null ? finding : addMeasurement(finding, measured));
    }
    return recountCategory(
      { ...category, dismissed: [...category.dismissed, ...dismissed] },
      { findings },
    );
  };
  return {
    categories: categories.map((category) =>
      category.status === 'completed' ? measure(category) : category,
    ),
    counts,
  };
}

function dismissedOf(finding: AuditFinding, measured: MeasuredFinding): DismissedCandidate {
  const { rule, check, location, file, line, end_line } = finding;
  return { rule, check, location, file, line, end_line, reason: measured.text, measured };
}

/** Maximum number of entries of each kind in the document, the most significant first. */
const MAX_ENTRIES = 20;

export function createScenarioSection(
  evidence: ScenarioEvidence,
  counts: MeasuredFindingCounts,
  root: string,
): AuditScenario {
  const nameOf = (file: string): string => {
    const path = relative(root, file);
    return path.startsWith('..') ? file : path.split(sep).join('/');
  };
  const placesOf = (places: readonly MeasuredLocation[]) =>
    places.map(({ file, ...rest }) => ({ file: nameOf(file), ...rest }));
  const { scenario, unit, requests, database } = evidence;
  return {
    name: scenario,
    unit,
    requests,
    measured: counts.measured,
    not_reached: counts['not reached'],
    not_decided: counts['not decided'],
    dismissed: counts['dismissed by measurement'],
    statements: (evidence.statements ?? [])
      .toSorted((a, b) => b.calls - a.calls)
      .slice(0, MAX_ENTRIES)
      .map((statement) => ({
        statement: statement.statement,
        places: placesOf(statement.places),
        requests: statement.requests,
        calls: statement.calls,
        ...statement.perRequest,
        ms: statement.requestMs,
        rows_of: statement.rowsOf,
      })),
    transactions: evidence.transactions.slice(0, MAX_ENTRIES).map((transaction) => ({
      begin: placesOf(transaction.begin),
      end: placesOf(transaction.end),
      ended_by: transaction.endedBy,
      count: transaction.count,
      median_ms: transaction.medianMs,
      longest_ms: transaction.longestMs,
      statements: transaction.statements,
      other_waits_ms: transaction.otherWaits,
    })),
    busy:
      evidence.busy?.slice(0, MAX_ENTRIES).map(({ file, name, line, requestMs }) => ({
        file: nameOf(file),
        function: name,
        line,
        request_ms: requestMs,
      })) ?? null,
    allocated:
      evidence.allocated?.slice(0, MAX_ENTRIES).map(({ file, name, line, requestBytes }) => ({
        file: nameOf(file),
        function: name,
        line,
        request_bytes: requestBytes,
      })) ?? null,
    database:
      database === null
        ? null
        : {
            server: database.server,
            statements: database.statements
              .slice(0, MAX_ENTRIES)
              .map(({ totalMs, ...statement }) => ({
                ...statement,
                total_ms: totalMs,
              })),
          },
  };
}
