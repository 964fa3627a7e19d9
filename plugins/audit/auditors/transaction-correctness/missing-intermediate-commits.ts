import type { SgNode } from '@ast-grep/napi';
import { around, once } from '../../../analysis/index.ts';
import { formatFunctionName } from '../../analysis/calls-and-functions.ts';
import type { AuditSeverity } from '../../document/audit-document.ts';
import { lowerSeverity } from '../../document/audit-severities.ts';
import { type AuditedCode, type Candidate, defineRule, type Ruling } from '../../rule.ts';
import {
  findCommitOffsets,
  findTriggerTables,
  findTriggerUpdates,
  type TriggerUpdate,
} from './updates-that-fire-triggers.ts';

interface UpdatesCandidate extends Candidate {
  readonly function: number;
  readonly first: TriggerUpdate;
  /** Update that follows; null: the same update again, in a loop. */
  readonly second: TriggerUpdate | null;
  readonly loop: SgNode | null;
}

const LOOPS: ReadonlySet<unknown> = new Set(['for_statement', 'while_statement']);
const INTENDED =
  /(?:#|\/\/|\*).*(?:intentional|on purpose|by design|deliberate|single transaction|one transaction|atomic|ADR-\d+)/iu;
const REAL_TIME =
  /\bLISTEN\s+\w+|\badd_listener\(|EventSourceResponse|text\/event-stream|\bWebSocket\b|\.websocket\(|socket\.io|\.on\(\s*['"]notification['"]/u;

/** T652-05 to T652-08: notifications from triggers are sent with the commit, all at once. */
export const MISSING_INTERMEDIATE_COMMITS = defineRule({
  id: 'missing-intermediate-commits',
  principle: 'Transaction Correctness / Notifications delayed until the last commit',
  sources: {
    'PostgreSQL: NOTIFY, events are delivered when the transaction commits':
      'https://www.postgresql.org/docs/current/sql-notify.html',
  },
  skip: whyNoTriggers,
  match: repeatedUpdates,
  verify: rulingOf,
});

/** T652-01, T652-25. */
function whyNoTriggers({ context }: AuditedCode): string | null {
  const names = context.tech_stack.db.map(({ name }) => name.toLowerCase());
  const isMysql = names.some((name) => /mysql|mariadb/u.test(name));
  if (isMysql && !names.some((name) => name.startsWith('postgres'))) {
    return 'MySQL has no NOTIFY, so the effects of its triggers are not visible outside the database';
  }
  if (context.migrations.length === 0)
    return 'the project has no migrations that could define triggers';
  const isThere = context.db_config.triggers.some(({ event }) => event === 'UPDATE');
  return isThere ? null : 'no migration defines an UPDATE trigger';
}

function* repeatedUpdates(audited: AuditedCode): Generator<UpdatesCandidate> {
  const models = findTriggerTables(audited);
  for (const [index, { file }] of audited.code.facts.functions.entries()) {
    const updates = findTriggerUpdates(audited, index, models);
    for (const first of updates) {
      const loop = [...around(first.node)].find((outer) => LOOPS.has(outer.kind())) ?? null;
      const second = updates.find((update) => comesAfter(audited, index, first, update)) ?? null;
      if (loop === null && second === null) continue;
      const place = { file, line: first.line, endLine: first.line, function: index, first };
      yield { ...place, loop, second: loop === null ? second : null };
      break;
    }
  }
}

/**
 * True if `second` follows in the block of `first`, with a call between them; assignments without a
 * call between them are sent as one update.
 */
function comesAfter(
  { code }: AuditedCode,
  index: number,
  first: TriggerUpdate,
  second: TriggerUpdate,
): boolean {
  if (second.table !== first.table) return false;
  const block = [...around(first.node)].find((ancestor) => ancestor.kind() === 'block');
  return (
    [...around(second.node)].some((ancestor) => ancestor.id() === block?.id()) &&
    code.callsOf(index).some(({ raw }) => raw.start > first.start && raw.start <= second.start)
  );
}

function rulingOf(found: UpdatesCandidate, audited: AuditedCode): Ruling {
  const { first, second, loop } = found;
  const commits = findCommitOffsets(audited, found.function);
  const range = loop?.range();
  const [from, to] = [range?.start.index ?? first.start, range?.end.index ?? second?.start ?? 0];
  if (commits.some((at) => from < at && at < to)) return 'the code commits in between';
  const name = formatFunctionName(audited, found.function);
  const often =
    loop === null ? `and again on line ${second?.line}` : 'in every iteration of a loop';
  return {
    severity: severityOf(found, audited),
    issue: `${name} changes ${first.table} with ${first.text} ${often} without an intermediate commit, so all notifications from the ${first.table} trigger are sent together at the last commit`,
    recommendation: `Commit at intervals, such as every 5 % or every few seconds, right after ${first.text}; or send the notification outside the trigger on ${first.table}`,
    effort: 'S',
    evidence: triggersOf(first.table, audited).map((trigger) => ({
      file: trigger.file,
      line: trigger.line,
      text: `a trigger on ${trigger.table} calls ${trigger.function}`,
    })),
  };
}

function triggersOf(table: string, { context }: AuditedCode) {
  return context.db_config.triggers.filter(
    (trigger) => trigger.table === table && trigger.event === 'UPDATE',
  );
}

/** T652-06, T652-07. */
function severityOf(found: UpdatesCandidate, audited: AuditedCode): AuditSeverity {
  const { first, loop, file } = found;
  const notifies = triggersOf(first.table, audited).some(({ channels }) => channels.length > 0);
  let severity: AuditSeverity = notifies && isRealTime(audited) ? 'CRITICAL' : 'HIGH';
  // Each iteration changes a different row, so nobody could see any row half done.
  const over = loop?.field('left')?.text();
  if (severity === 'CRITICAL' && over !== undefined && over === first.object) severity = 'MEDIUM';
  const lines = (audited.code.textOf(file) ?? '')
    .split('\n')
    .slice(Math.max(0, first.line - 6), first.line);
  return lines.some((line) => INTENDED.test(line)) ? lowerSeverity(severity) : severity;
}

/** True if the project listens to notifications, or forwards them as they arrive. */
const isRealTime = once(({ code }: AuditedCode): boolean =>
  code.sources.some((file) => REAL_TIME.test(code.textOf(file) ?? '')),
);
