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
    ...mergeStatementsOfOneLoop([...repeatedStatements(evidence, findLoop)]),
    ...waitsInTransactions(evidence),
    ...repeatedReads(evidence),
    ...repeatedCommits(evidence),
    ...openTransactions(evidence),
    ...earlyEvents(evidence),
    ...loopStalls(evidence),
  ];
}

function* repeatedStatements(
  { statements, unit }: ScenarioEvidence,
  findLoop: FindLoop,
): Iterable<RepeatedStatement> {
  for (const statement of statements ?? []) {
    const [place, ...callers] = statement.places;
    const kind = KINDS.find(({ begins }) => begins.test(statement.statement));
    const { most } = statement.perRequest;
    if (place === undefined || kind === undefined || most < FEWEST_EXECUTIONS) continue;
    if (statement.justification !== undefined || statement.readsSame === true) continue;
    const loop = findLoop(statement.places);
    // Several calls of one line, such as three counts that are awaited together. A library may loop
    // between functions of the project, as a serializer does.
    const isWithinFunction = statement.repeatsWithinCall ?? statement.isCalledByTest ?? false;
    if (loop.type === 'none' && isWithinFunction) continue;
    const does = `runs \`${truncateStatement(statement.statement)}\``;
    const defect: ObservedDefect = {
      rule: kind.rule,
      place,
      endLine: place.line,
      callers,
      severity: severityOfLoop(most),
      issue: `${place.function} ${does} once per ${kind.each}`,
      recommendation: kind.recommendation,
      text: `measured: ${formatRepeatedExecutions([statement], unit)}`,
    };
    yield { defect, loop: loop.type === 'at' && loop.isCaller ? loop.place : null, does };
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

/** A read that a loop repeats at one place is a repeated statement, unless nothing differs. */
function* repeatedReads({
  repeatedReads: reads = [],
  statements,
}: ScenarioEvidence): Iterable<ObservedDefect> {
  const isSameEachTime = (read: string, { file, line }: MeasuredLocation): boolean =>
    (statements ?? []).some(
      ({ statement, places: [at], readsSame }) =>
        readsSame === true && statement === read && at?.file === file && at.line === line,
    );
  for (const { statement, places, first, requests } of reads) {
    const [place, ...callers] = places;
    const [earlier] = first;
    if (place === undefined || earlier === undefined) continue;
    const isOnePlace = place.file === earlier.file && place.line === earlier.line;
    if (isOnePlace && !isSameEachTime(statement, place)) continue;
    const read = `\`${truncateStatement(statement)}\``;
    yield {
      rule: 'redundant-fetch',
      place,
      endLine: place.line,
      callers: [{ ...earlier, does: 'reads it first' }, ...callers],
      severity: 'MEDIUM',
      issue: isOnePlace
        ? `${place.function} runs ${read} again and again with the same parameters`
        : `${place.function} runs ${read} again with the same parameters, which ${earlier.function} has just read`,
      recommendation: 'Read it once in the request, and pass the result on',
      text: `measured: twice in ${requests === 1 ? 'a request' : `each of ${requests} requests`}, with no write seen in between`,
    };
  }
}

function* repeatedCommits({ commits = [], unit }: ScenarioEvidence): Iterable<ObservedDefect> {
  for (const commit of commits) {
    const [place, ...callers] = commit.places;
    const { most, median } = commit.perRequest;
    if (place === undefined || most < FEWEST_EXECUTIONS) continue;
    yield {
      rule: 'scope-too-narrow',
      place,
      endLine: place.line,
      callers,
      severity: severityOfLoop(most),
      issue: `${place.function} commits once per row`,
      recommendation: 'Commit once for all rows, or once per batch of some hundred rows',
      text: `measured: ${formatCount(median, 'commit')} per ${unit}, each of fewer than ${BATCH_ROWS} changed rows`,
    };
  }
}

function* openTransactions(evidence: ScenarioEvidence): Iterable<ObservedDefect> {
  for (const { places, failed, statement, count } of evidence.openTransactions ?? []) {
    const [place, ...callers] = places;
    const [at] = failed;
    if (place === undefined) continue;
    yield {
      rule: 'missing-rollback',
      place,
      endLine: at?.file === place.file ? Math.max(at.line, place.line) : place.line,
      callers: [...(at === undefined ? [] : [{ ...at, does: 'fails' }]), ...callers],
      severity: 'HIGH',
      issue: `${place.function} leaves its transaction open when \`${truncateStatement(statement)}\` fails`,
      recommendation:
        'Roll back in a catch or finally block, or use the transaction helper of the driver',
      text: `measured: ${formatCount(count, 'time')} neither a rollback nor a commit followed the error`,
    };
  }
}

function* earlyEvents(evidence: ScenarioEvidence): Iterable<ObservedDefect> {
  for (const { event, statement, places, count } of evidence.earlyEvents ?? []) {
    const [place, ...callers] = places;
    if (place === undefined) continue;
    yield {
      rule: 'scope-too-wide',
      place,
      endLine: place.line,
      callers,
      severity: 'HIGH',
      issue: `${place.function} sends \`${event}\` before the commit of \`${truncateStatement(statement)}\``,
      recommendation: 'Send it after the commit, or write it to an outbox table in the transaction',
      text: `measured: ${formatCount(count, 'time')} sent between a change and its commit`,
    };
  }
}

function* loopStalls(evidence: ScenarioEvidence): Iterable<ObservedDefect> {
  for (const { places, count, longestMs } of evidence.loopStalls ?? []) {
    const [place, ...callers] = places;
    if (place === undefined) continue;
    yield {
      rule: 'missing-to-thread',
      place,
      endLine: place.line,
      callers,
      severity: 'HIGH',
      issue: `${place.function} holds the event loop while a request is answered`,
      recommendation: 'Use the asynchronous form, or a worker thread',
      text: `measured: ${formatCount(count, 'stretch', 'stretches')} of up to ${formatMilliseconds(longestMs)}`,
    };
  }
}

function severityOfLoop(executions: number): AuditSeverity {
  return executions < MANY_EXECUTIONS ? 'MEDIUM' : 'HIGH';
}

function endLineOf({ file, line }: MeasuredLocation, { end }: MeasuredTransaction): number {
  const [last] = end;
  return last?.file === file ? Math.max(line, last.line) : line;
}
