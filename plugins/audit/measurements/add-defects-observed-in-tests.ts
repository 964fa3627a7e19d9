import { relative, sep } from 'node:path';
import type { ScenarioEvidence } from 'perf-harness/plugin';
import type { Auditor } from '../auditor.ts';
import type {
  AuditCategory,
  AuditEvidence,
  AuditFinding,
  AuditSeverity,
  CompletedCategory,
} from '../document/audit-document.ts';
import { recountCategory } from '../scoring/recompute-category-score.ts';
import { formatTransactionDuration } from './describe-runtime-measurement-at-finding.ts';
import { formatRepeatedExecutions } from './describe-statement-executions-in-loop.ts';
import { truncateStatement } from './format-measurements.ts';
import type { MeasuredLocation, MeasuredTransaction } from './scenario-evidence-types.ts';

/** Fewest executions of a statement from one place in a request or call that count as a loop. */
const FEWEST_EXECUTIONS = 3;
/** Executions from which the cost grows noticeably with the data. */
const MANY_EXECUTIONS = 10;
/** Shortest wait of an open transaction for something else that is reported, milliseconds. */
const SHORTEST_WAIT_MS = 1;

/** A defect that was seen while tests ran, at a place of the application. */
interface ObservedDefect {
  readonly rule: string;
  readonly place: MeasuredLocation;
  /** Last line of the defect in the file, where a rule may have found it too. */
  readonly endLine: number;
  readonly callers: readonly (MeasuredLocation & { readonly does?: string })[];
  readonly severity: AuditSeverity;
  readonly issue: string;
  readonly recommendation: string;
  /** The observation, with its numbers. */
  readonly text: string;
}

/**
 * Adds defects that were seen while the tests ran to the findings of their rules, except where the
 * rule has found them in the text, whose finding then carries the measurement.
 * @param root - Project root with all links resolved.
 */
export function addDefectsObservedInTests(
  categories: readonly AuditCategory[],
  evidence: ScenarioEvidence,
  { auditors, root }: { readonly auditors: readonly Auditor[]; readonly root: string },
): { readonly categories: readonly AuditCategory[]; readonly added: number } {
  if (evidence.unit !== 'request or call') return { categories, added: 0 };
  const defects = [
    ...repeatedStatements(evidence),
    ...waitsInTransactions(evidence),
    ...repeatedReads(evidence),
  ];
  let added = 0;
  const addTo = (category: CompletedCategory): CompletedCategory => {
    const rules = auditors.find(({ id }) => id === category.auditor)?.rules ?? [];
    let { findings } = category;
    for (const defect of defects) {
      const rule = rules.find(({ id }) => id === defect.rule);
      const shown = rule === undefined ? null : findingOf(defect, rule, root);
      if (shown === null) continue;
      const isKnown = findings.some((known) => isSameDefect(known, shown, defect));
      if (!isKnown) added += 1;
      findings = isKnown
        ? findings.map((known) =>
            isSameDefect(known, shown, defect) ? withMeasurement(known, shown) : known,
          )
        : [...findings, shown];
    }
    return recountCategory(category, { findings });
  };
  return {
    categories: categories.map((category) =>
      category.status === 'completed' ? addTo(category) : category,
    ),
    added,
  };
}

function* repeatedStatements({ statements, unit }: ScenarioEvidence): Iterable<ObservedDefect> {
  for (const statement of statements ?? []) {
    const [place, ...callers] = statement.places;
    const kind = KINDS.find(({ begins }) => begins.test(statement.statement));
    const { most } = statement.perRequest;
    if (place === undefined || kind === undefined || most < FEWEST_EXECUTIONS) continue;
    yield {
      rule: kind.rule,
      place,
      endLine: place.line,
      callers,
      severity: most < MANY_EXECUTIONS ? 'MEDIUM' : 'HIGH',
      issue: `${place.function} runs \`${truncateStatement(statement.statement)}\` once per ${kind.each}`,
      recommendation: kind.recommendation,
      text: `measured: ${formatRepeatedExecutions([statement], unit)}`,
    };
  }
}

/** Rules by the statement that is repeated. */
const KINDS = [
  {
    begins: /^\s*(?:select|with)\b/iu,
    rule: 'query-in-loop',
    each: 'element',
    recommendation: 'One query for all elements before the loop, with a lookup by key inside it',
  },
  {
    begins: /^\s*insert\b/iu,
    rule: 'missing-bulk-ops',
    each: 'row',
    recommendation: 'One INSERT with all rows, or the bulk operation of the library',
  },
  {
    begins: /^\s*(?:update|delete)\b/iu,
    rule: 'n-update-delete-loop',
    each: 'row',
    recommendation: 'One statement for all rows, with the keys as a list',
  },
] as const;

function* waitsInTransactions({ transactions }: ScenarioEvidence): Iterable<ObservedDefect> {
  for (const transaction of transactions) {
    const [place, ...callers] = transaction.begin;
    const networkMs = transaction.otherWaits.network ?? 0;
    if (place === undefined || networkMs < SHORTEST_WAIT_MS) continue;
    yield {
      rule: 'scope-too-wide',
      place,
      endLine: endLineOf(place, transaction),
      callers,
      severity: 'HIGH',
      issue: `${place.function} waits for another service while its transaction is open`,
      recommendation: 'Call the service before the transaction begins or after it has ended',
      text: `measured: ${formatTransactionDuration(transaction)}`,
    };
  }
}

/** A read that a loop repeats at one place is a repeated statement, whatever its parameters. */
function* repeatedReads({ repeatedReads: reads = [] }: ScenarioEvidence): Iterable<ObservedDefect> {
  for (const { statement, places, first, requests } of reads) {
    const [place, ...callers] = places;
    const [earlier] = first;
    if (place === undefined || earlier === undefined) continue;
    if (place.file === earlier.file && place.line === earlier.line) continue;
    const read = `\`${truncateStatement(statement)}\``;
    yield {
      rule: 'redundant-fetch',
      place,
      endLine: place.line,
      callers: [{ ...earlier, does: 'reads it first' }, ...callers],
      severity: 'MEDIUM',
      issue: `${place.function} runs ${read} again with the same parameters, which ${earlier.function} has just read`,
      recommendation: 'Read it once in the request, and pass the result on',
      text: `measured: twice in ${requests === 1 ? 'a request' : `each of ${requests} requests`}, with no write seen in between`,
    };
  }
}

/** The finding of a defect; null: its place is outside of the project. */
function findingOf(
  { place, callers, issue, text, ...defect }: ObservedDefect,
  { id, check, principle }: Auditor['rules'][number],
  root: string,
): AuditFinding | null {
  const pathOf = ({ file }: MeasuredLocation): string => relative(root, file).split(sep).join('/');
  const file = pathOf(place);
  if (file.startsWith('..') || place.line === 0) return null;
  const { severity, recommendation } = defect;
  return {
    rule: id,
    check,
    principle,
    severity,
    issue,
    recommendation,
    file,
    line: place.line,
    end_line: place.line,
    location: `${file}:${place.line}`,
    effort: 'M',
    needs_context: null,
    evidence: callers.flatMap((caller): readonly AuditEvidence[] =>
      caller.line === 0
        ? []
        : [
            {
              file: pathOf(caller),
              line: caller.line,
              text: `${caller.function} ${caller.does ?? 'calls it'}`,
            },
          ],
    ),
    domain: null,
    evidence_class: 'measured',
    measured: { type: 'measured', text },
  };
}

function endLineOf({ file, line }: MeasuredLocation, { end }: MeasuredTransaction): number {
  const [last] = end;
  return last?.file === file ? Math.max(line, last.line) : line;
}

/** True if a rule has found the defect in the text. */
function isSameDefect(
  known: AuditFinding,
  { rule, file, line }: AuditFinding,
  { endLine }: ObservedDefect,
): boolean {
  return (
    known.rule === rule && known.file === file && known.line <= endLine && line <= known.end_line
  );
}

/** A finding of the text with the measurement that shows it. */
function withMeasurement(known: AuditFinding, { measured }: AuditFinding): AuditFinding {
  if (known.evidence_class === 'measured') return known;
  return { ...known, evidence_class: 'measured', measured };
}
