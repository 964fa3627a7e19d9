import type { Finding } from '../../harness/model/finding.ts';
import type { Profile } from '../../harness/model/program/profile.ts';
import { formatCount, formatPlanMilliseconds } from '../import/find-query-plan-problems.ts';
import { createProfileBuilder, NO_PARENT, serviceNode } from '../profile-builder.ts';

import { BadProfile } from '../unreadable-profile-error.ts';
import { normaliseStatement, type SqlDialect } from './normalise-sql-statement.ts';

/** Number of statements whose calls are reported. */
const SHOWN = 5;
/** Characters of a statement that are shown; a page of SQL is no name. */
const MAX_NAME_LENGTH = 300;
const MAX_LENGTH_IN_MESSAGE = 160;
/** Rows that a call may examine before it is reported, as for plans (LEAD-24). */
const MANY_ROWS = 10_000;
/** Ratio of examined to sent rows from which a statement is reported. */
const WASTEFUL = 10;

/** One execution in a log. */
export interface LoggedStatement {
  readonly sql: string;
  /** Total time, milliseconds. */
  readonly ms: number;
  /** Parts of it by name: waiting for locks; milliseconds. */
  readonly parts?: Readonly<Record<string, number>>;
  /** Step before the execution that the log reports separately: `parse`, `bind`. */
  readonly step?: string;
  /** Rows that were examined, and rows sent to the client; missing: not in the log. */
  readonly rows?: { readonly examined: number; readonly sent: number };
}

interface Counted {
  readonly name: string;
  calls: number;
  ms: number;
  longestMs: number;
  examined: number;
  sent: number;
}

export function createStatementLog(service: string, dialect: SqlDialect) {
  const builder = createProfileBuilder();
  const counted = new Map<string, Counted>();
  return {
    add: ({ sql, ms, parts = {}, step, rows }: LoggedStatement): void => {
      const full = normaliseStatement(sql, dialect);
      const name = full === '' ? '(no text)' : cut(full, MAX_NAME_LENGTH);
      const known = counted.get(full) ?? {
        name,
        calls: 0,
        ms: 0,
        longestMs: 0,
        examined: 0,
        sent: 0,
      };
      counted.set(full, known);
      known.ms += ms;
      if (step === undefined) known.calls += 1;
      known.longestMs = Math.max(known.longestMs, ms);
      known.examined += rows?.examined ?? 0;
      known.sent += rows?.sent ?? 0;
      const node = serviceNode(builder, NO_PARENT, name, service);
      const inside = step === undefined ? Object.entries(parts) : [[step, ms] as const];
      let selfMs = ms;
      for (const [part, partMs] of inside) {
        if (partMs === 0) continue;
        builder.add(serviceNode(builder, node, `(${part})`, service), partMs);
        selfMs -= partMs;
      }
      builder.add(node, Math.max(0, selfMs));
    },
    /** @throws BadProfile if there was no statement with a time. */
    build: (tool: string): Profile => {
      if (counted.size === 0) throw new BadProfile('the log has no statement with a duration');
      const statements = [...counted.values()].sort((a, b) => b.ms - a.ms);
      return {
        ...builder.build({ tool, weight: 'time', threads: 1, samples: null }),
        findings: [
          ...statements.filter(isWasteful).map(wasteful),
          ...statements.slice(0, SHOWN).map(calls),
        ],
      };
    },
  };
}

/** Statements that return rows; those that write rows send none. */
const READS = /^\(?(?:SELECT|WITH)\b/i;

function isWasteful({ name, calls: times, examined, sent }: Counted): boolean {
  if (!READS.test(name)) return false;
  return examined > MANY_ROWS * Math.max(1, times) && examined >= WASTEFUL * Math.max(1, sent);
}

function wasteful({ name, calls: times, examined, sent }: Counted): Finding {
  const perCall = (value: number): string => formatCount(value / Math.max(1, times));
  return {
    id: 'rows-examined',
    level: 'warning',
    message: `${quoted(name)} examines ${perCall(examined)} rows per call and returns ${perCall(sent)} of them.`,
    remedy: 'Check the query plan with EXPLAIN: an index on the conditions is probably missing.',
  };
}

function calls({ name, calls: times, ms, longestMs }: Counted): Finding {
  const mean = times === 0 ? '' : `, ${formatPlanMilliseconds(ms / times)} per call`;
  return {
    id: 'statement-calls',
    level: 'info',
    message: `${quoted(name)}: ${formatCount(times)} ${times === 1 ? 'call' : 'calls'}, ${formatPlanMilliseconds(ms)} in total${mean}, longest ${formatPlanMilliseconds(longestMs)}.`,
  };
}

function quoted(name: string): string {
  return `\`${cut(name, MAX_LENGTH_IN_MESSAGE)}\``;
}

function cut(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length - 1)}…` : text;
}
