import { relative, sep } from 'node:path';
import {
  display,
  measure,
  type Plugin,
  type ScenarioEvidence,
  shortCommit,
  UserError,
} from 'perf-harness/plugin';
import { isExcludedFile } from '../scoring/excluded-files.ts';

/**
 * Runs the tests on the base and on the head, and compares the SQL statements of each kind of
 * request and of each function that tests call. A rise is confirmed by one more run of either side.
 */
export const countStatements: GateCheck['prepare'] = async ({ host, config, value, project }) => {
  const limit = Number(value);
  const { root } = config;
  const command = measure.findSuiteCommand(host, root);
  if (command === null) {
    throw new UserError({
      code: 'no-tests-to-count-statements',
      message: `There are no tests whose SQL statements could be counted: no test command was found in ${root}.`,
      remedy: 'Add a test script to package.json, or omit --statements.',
    });
  }
  return async ({ commit: base }, signal) => {
    const observe = (commit: string | null): Promise<ScenarioEvidence> =>
      measure.observeTests(host, {
        root,
        command: null,
        isTestCode: isExcludedFile,
        commit,
        signal,
      });
    const words = ['perf-harness', 'audit', '--with-tests', '--changed', shortCommit(base)];
    const reproduce = [...words, ...project].map(display.quoteCommandWord).join(' ');
    const pathOf = (file: string): string => relative(root, file).split(sep).join('/');
    try {
      const heads = [await observe(null)];
      const bases = [await observe(base)];
      const seen = compareOperations(bases, heads, pathOf);
      if (seen.changes.some((change) => isGrown(change, limit))) {
        heads.push(await observe(null));
        bases.push(await observe(base));
      }
      const [problem] = [...heads, ...bases].flatMap(({ findings }) => findings);
      const counts = compareOperations(bases, heads, pathOf);
      const incomplete = problem?.message ?? null;
      return judgeStatements({ ...counts, command, incomplete }, limit, reproduce);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      const counts = { changes: [], added: 0, command, incomplete: error.message };
      return judgeStatements(counts, limit, reproduce);
    }
  };
};

/** Statements of one kind of request, or of calls of one function, at both commits. */
interface OperationChange {
  /** `GET /orders`, or `listOrders` with its file. */
  readonly operation: string;
  readonly file: string | null;
  readonly base: number;
  readonly head: number;
}

/** Statements that the tests of a base and a head ran, with what kept some from being counted. */
interface StatementCounts {
  readonly changes: readonly OperationChange[];
  /** Kinds of requests and functions that only the tests of the head reach. */
  readonly added: number;
  readonly command: string;
  /** Reason why the counts are incomplete; null: they are complete. */
  readonly incomplete: string | null;
}

/**
 * Compares the statements of operations that both sides ran. Each side may have run several times:
 * a head counts with its fewest statements, a base with its most, so that only what every run shows
 * is a change. Pure.
 * @param pathOf - Path of a file from the project's folder.
 */
export function compareOperations(
  bases: readonly ScenarioEvidence[],
  heads: readonly ScenarioEvidence[],
  pathOf: (file: string) => string,
): Pick<StatementCounts, 'changes' | 'added'> {
  const base = countsOf(bases, pathOf, Math.max);
  const head = countsOf(heads, pathOf, Math.min);
  const changes: OperationChange[] = [];
  for (const [operation, { file, statements }] of head) {
    const before = base.get(operation);
    if (before === undefined) continue;
    changes.push({ operation, file, base: before.statements, head: statements });
  }
  return {
    changes: changes.toSorted((a, b) => b.head - b.base - (a.head - a.base)),
    added: head.size - changes.length,
  };
}

interface Count {
  readonly file: string | null;
  readonly statements: number;
}

function countsOf(
  runs: readonly ScenarioEvidence[],
  pathOf: (file: string) => string,
  choose: (known: number, further: number) => number,
): ReadonlyMap<string, Count> {
  const counts = new Map<string, Count>();
  for (const { name, file, statements } of runs.flatMap(({ operations = [] }) => operations)) {
    const path = file === null ? null : pathOf(file);
    const operation = path === null ? name : `${name} (${path})`;
    const known = counts.get(operation)?.statements ?? statements;
    counts.set(operation, { file: path, statements: choose(known, statements) });
  }
  return counts;
}

/** True for an operation that runs at least `limit` statements more than at the base. */
function isGrown({ base, head }: OperationChange, limit: number): boolean {
  return head - base >= limit;
}

/** Returns the gate verdict on the statements that the tests ran. Pure. */
export function judgeStatements(
  { changes, added, command, incomplete }: StatementCounts,
  limit: number,
  reproduce: string,
) {
  const grown = changes.filter((change) => isGrown(change, limit));
  const [first] = grown;
  const total = changes.reduce((sum, { head }) => sum + head, 0);
  const reason =
    incomplete ??
    (total === 0 && added === 0
      ? `while \`${command}\` ran, no statement went through a database library that is watched`
      : null);
  const counted = display.plural(
    changes.length,
    'kind of request or call',
    'kinds of requests and calls',
  );
  const more = grown.length > 1 ? `, and ${grown.length - 1} more` : '';
  const fewer = changes.filter(({ base, head }) => head < base).length;
  const rest = [
    `${counted} compared`,
    ...(fewer > 0 ? [`${fewer} with fewer`] : []),
    ...(added > 0 ? [`${added} new`] : []),
  ].join(', ');
  const summaries = {
    fail: `${first && describeChange(first)} in the tests${more}`,
    failed: `not counted: ${reason}`,
    pass: `no request or call runs ${limit} more than at the base (${rest})`,
  };
  const outcome = first !== undefined ? 'fail' : reason === null ? 'pass' : 'failed';
  return {
    outcome,
    summary: `statements: ${summaries[outcome]}`,
    detail: grown.length > 1 ? grown.slice(1).map(describeChange).join('; ') : '',
    file: first?.file ?? null,
    reproduce,
    limit,
    operations: changes,
    added,
    reason,
  } satisfies LineVerdict;
}

function describeChange({ operation, base, head }: OperationChange): string {
  return `${operation} ${base} → ${display.plural(head, 'statement')}`;
}

export type GateCheck = NonNullable<Plugin['gateChecks']>[number];
/** Verdict of such a check on the lines that changed. */
export type LineVerdict = Awaited<ReturnType<Awaited<ReturnType<GateCheck['prepare']>>>>;
