/** Defects that were seen while tests ran, each a sentence about a place of the application. */
import type { ScenarioEvidence } from 'perf-harness/plugin';
import type { AuditSeverity } from '../document/audit-document.ts';
import { formatTransactionDuration } from './describe-runtime-measurement-at-finding.ts';
import { formatRepeatedExecutions } from './describe-statement-executions-in-loop.ts';
import type { FindLoop } from './find-loop-among-callers.ts';
import { formatCount, formatMilliseconds, truncateStatement } from './format-measurements.ts';
import {
  mergeStatementsOfOneLoop,
  type ObservedDefect,
  type RepeatedStatement,
} from './observed-defect.ts';
import type { MeasuredLocation, MeasuredTransaction } from './scenario-evidence-types.ts';

/** Fewest executions of a statement from one place in a request or call that count as a loop. */
const FEWEST_EXECUTIONS = 3;
/** Executions from which the cost grows noticeably with the data. */
const MANY_EXECUTIONS = 10;
/** Changed rows of a transaction from which the evidence takes it for a batch. */
const BATCH_ROWS = 10;
/** Shortest wait of an open transaction for something else that is reported, milliseconds. */
const SHORTEST_WAIT_MS = 1;

export function listDefectsObservedInTests(
  evidence: ScenarioEvidence,
  findLoop: FindLoop,
): readonly ObservedDefect[] {
  return [
    ...mergeStatementsOfOneLoop(repeatedStatements(evidence, findLoop)),
    ...waitsInTransactions(evidence),
    ...repeatedReads(evidence),
    ...repeatedCommits(evidence),
    ...openTransactions(evidence),
    ...earlyEvents(evidence),
    ...loopStalls(evidence),
  ];
}

type Description = Omit<ObservedDefect, 'place' | 'callers' | 'endLine'> & Partial<ObservedDefect>;

/** Returns the defect at the innermost of some places, each called by the next. */
function defectAt(
  [place, ...callers]: readonly MeasuredLocation[],
  describe: (place: MeasuredLocation, callers: ObservedDefect['callers']) => Description | null,
): readonly ObservedDefect[] {
  const described = place === undefined ? null : describe(place, callers);
  if (place === undefined || described === null) return [];
  return [{ place, endLine: place.line, callers, ...described }];
}

function repeatedStatements(
  { statements, unit }: ScenarioEvidence,
  findLoop: FindLoop,
): readonly RepeatedStatement[] {
  return (statements ?? []).flatMap((statement): readonly RepeatedStatement[] => {
    const kind = KINDS.find(({ begins }) => begins.test(statement.statement));
    const { most } = statement.perRequest;
    if (kind === undefined || most < FEWEST_EXECUTIONS) return [];
    if (statement.justification !== undefined || statement.readsSame === true) return [];
    const loop = findLoop(statement.places);
    // Several calls of one line, such as three counts that are awaited together. A library may loop
    // between functions of the project, as a serializer does.
    const isWithinFunction = statement.repeatsWithinCall ?? statement.isCalledByTest ?? false;
    if (loop.type === 'none' && isWithinFunction) return [];
    const does = `runs \`${truncateStatement(statement.statement)}\``;
    const defects = defectAt(statement.places, (place) => ({
      rule: kind.rule,
      severity: severityOfLoop(most),
      issue: `${place.function} ${does} once per ${kind.each}`,
      recommendation: kind.recommendation,
      text: `measured: ${formatRepeatedExecutions([statement], unit)}`,
    }));
    const caller = loop.type === 'at' && loop.isCaller ? loop.place : null;
    return defects.map((defect) => ({ defect, loop: caller, does }));
  });
}

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

function waitsInTransactions({ transactions }: ScenarioEvidence): readonly ObservedDefect[] {
  return transactions
    .filter(({ otherWaits: { network = 0 } }) => network >= SHORTEST_WAIT_MS)
    .flatMap((transaction) =>
      defectAt(transaction.begin, (place) => ({
        rule: 'scope-too-wide',
        endLine: endLineOf(place, transaction),
        severity: 'HIGH',
        issue: `${place.function} waits for another service while its transaction is open`,
        recommendation: 'Call the service before the transaction begins or after it has ended',
        text: `measured: ${formatTransactionDuration(transaction)}`,
      })),
    );
}

/** A read that a loop repeats at one place is a repeated statement, unless nothing differs. */
function repeatedReads({
  repeatedReads: reads = [],
  statements,
}: ScenarioEvidence): readonly ObservedDefect[] {
  const isSameEachTime = (read: string, { file, line }: MeasuredLocation): boolean =>
    (statements ?? []).some(
      ({ statement, places: [at], readsSame }) =>
        readsSame === true && statement === read && at?.file === file && at.line === line,
    );
  return reads.flatMap(({ statement, places, first: [earlier], requests }) =>
    defectAt(places, (place, callers) => {
      if (earlier === undefined) return null;
      const isOnePlace = place.file === earlier.file && place.line === earlier.line;
      if (isOnePlace && !isSameEachTime(statement, place)) return null;
      const read = `\`${truncateStatement(statement)}\``;
      return {
        rule: 'redundant-fetch',
        callers: [{ ...earlier, does: 'reads it first' }, ...callers],
        severity: 'MEDIUM',
        issue: isOnePlace
          ? `${place.function} runs ${read} again and again with the same parameters`
          : `${place.function} runs ${read} again with the same parameters, which ${earlier.function} has just read`,
        recommendation: 'Read it once in the request, and pass the result on',
        text: `measured: twice in ${requests === 1 ? 'a request' : `each of ${requests} requests`}, with no write seen in between`,
      };
    }),
  );
}

function repeatedCommits({ commits = [], unit }: ScenarioEvidence): readonly ObservedDefect[] {
  return commits
    .filter(({ perRequest }) => perRequest.most >= FEWEST_EXECUTIONS)
    .flatMap(({ places, perRequest: { most, median } }) =>
      defectAt(places, (place) => ({
        rule: 'scope-too-narrow',
        severity: severityOfLoop(most),
        issue: `${place.function} commits once per row`,
        recommendation: 'Commit once for all rows, or once per batch of some hundred rows',
        text: `measured: ${formatCount(median, 'commit')} per ${unit}, each of fewer than ${BATCH_ROWS} changed rows`,
      })),
    );
}

function openTransactions({ openTransactions: open = [] }: ScenarioEvidence) {
  return open.flatMap(({ places, failed: [at], statement, count }) =>
    defectAt(places, (place, callers) => ({
      rule: 'missing-rollback',
      endLine: at?.file === place.file ? Math.max(at.line, place.line) : place.line,
      callers: [...(at === undefined ? [] : [{ ...at, does: 'fails' }]), ...callers],
      severity: 'HIGH',
      issue: `${place.function} leaves its transaction open when \`${truncateStatement(statement)}\` fails`,
      recommendation:
        'Roll back in a catch or finally block, or use the transaction helper of the driver',
      text: `measured: ${formatCount(count, 'time')} neither a rollback nor a commit followed the error`,
    })),
  );
}

function earlyEvents({ earlyEvents: events = [] }: ScenarioEvidence): readonly ObservedDefect[] {
  return events.flatMap(({ event, statement, places, count }) =>
    defectAt(places, (place) => ({
      rule: 'scope-too-wide',
      severity: 'HIGH',
      issue: `${place.function} sends \`${event}\` before the commit of \`${truncateStatement(statement)}\``,
      recommendation: 'Send it after the commit, or write it to an outbox table in the transaction',
      text: `measured: ${formatCount(count, 'time')} sent between a change and its commit`,
    })),
  );
}

function loopStalls({ loopStalls: stalls = [] }: ScenarioEvidence): readonly ObservedDefect[] {
  return stalls.flatMap(({ places, count, longestMs }) =>
    defectAt(places, (place) => ({
      rule: 'missing-to-thread',
      severity: 'HIGH',
      issue: `${place.function} holds the event loop while a request is answered`,
      recommendation: 'Use the asynchronous form, or a worker thread',
      text: `measured: ${formatCount(count, 'stretch', 'stretches')} of up to ${formatMilliseconds(longestMs)}`,
    })),
  );
}

function severityOfLoop(executions: number): AuditSeverity {
  return executions < MANY_EXECUTIONS ? 'MEDIUM' : 'HIGH';
}

function endLineOf({ file, line }: MeasuredLocation, { end }: MeasuredTransaction): number {
  const [last] = end;
  return last?.file === file ? Math.max(line, last.line) : line;
}
