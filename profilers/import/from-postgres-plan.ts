import type { Finding } from '../../harness/model/finding.ts';
import { parseProfileJson } from '../parse-profile-json.ts';
import { createProfileBuilder, NO_PARENT, serviceNode } from '../profile-builder.ts';

import { BadProfile } from '../unreadable-profile-error.ts';
import {
  distributePlanTime,
  type PlannedStatement,
  planFileSchema,
  type TimedPlanNode,
} from './distribute-plan-time.ts';
import { findQueryPlanProblems } from './find-query-plan-problems.ts';
import type { ProfileImporter } from './profile-importer.ts';

/** Share of the execution from which on compiling is worth a word. */
const MUCH_COMPILING = 0.1;
/** A plan in text format, which is only recognized, not parsed. */
const AS_TEXT = /\(cost=\d[\d.]*\.\.\d[\d.]* rows=\d+ width=\d+\)/;

/** Reads the output of PostgreSQL's `EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON)`. */
export const postgresPlanImporter = {
  tool: 'postgresql-plan',
  title: 'PostgreSQL plan (EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON))',
  recognises: (head) =>
    (/"Plan"\s*:/.test(head) && head.includes('"Node Type"')) || AS_TEXT.test(head),
  read: (text) => {
    const statements = statementsOf(text);
    const timed = statements.map((statement) => ({
      statement,
      root: distributePlanTime(statement.Plan),
    }));
    const builder = createProfileBuilder();
    for (const { statement, root } of timed) addStatement(builder, statement, root);
    return {
      ...builder.build({ tool: 'postgresql-plan', weight: 'time', threads: 1, samples: null }),
      findings: timed.flatMap(({ statement, root }) => [
        ...findQueryPlanProblems(root),
        ...compiling(statement, root),
      ]),
    };
  },
} as const satisfies ProfileImporter;

function statementsOf(text: string): readonly PlannedStatement[] {
  const bare = withoutFrame(text);
  if (!/^\s*[{[]/.test(bare)) {
    throw new BadProfile('the plan is in text format: use EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON)');
  }
  const parsed = planFileSchema.safeParse(parseProfileJson(bare));
  if (!parsed.success) throw new BadProfile('the file has no readable PostgreSQL plan');
  return Array.isArray(parsed.data) ? parsed.data : [parsed.data];
}

/** Removes the frame that psql prints around an answer by default. */
function withoutFrame(text: string): string {
  return text
    .replace(/^\s*QUERY PLAN\s*\n\s*-+\s*\n/, '')
    .replace(/\s*\n\(\d+ rows?\)\s*$/, '')
    .replace(/ *\+$/gm, '');
}

function addStatement(
  builder: ReturnType<typeof createProfileBuilder>,
  statement: PlannedStatement,
  root: TimedPlanNode,
): void {
  const add = (parent: number, name: string, selfMs: number): number => {
    const node = serviceNode(builder, parent, name, 'PostgreSQL');
    builder.add(node, selfMs);
    return node;
  };
  const addBelow = (parent: number, node: TimedPlanNode): void => {
    const own = add(parent, node.name, node.selfMs);
    for (const child of node.below) addBelow(own, child);
  };
  const triggers = statement.Triggers.map((trigger) => ({
    name: `Trigger ${trigger['Constraint Name'] ?? trigger['Trigger Name'] ?? '(unnamed)'}${trigger.Relation === undefined ? '' : ` on ${trigger.Relation}`}`,
    ms: trigger.Time ?? 0,
  }));
  const knownMs = root.totalMs + triggers.reduce((sum, { ms }) => sum + ms, 0);
  const executionMs = statement['Execution Time'] ?? knownMs;
  if (statement['Planning Time'] > 0) add(NO_PARENT, '(planning)', statement['Planning Time']);
  const execution = add(NO_PARENT, '(execution)', Math.max(0, executionMs - knownMs));
  addBelow(execution, root);
  for (const { name, ms } of triggers) add(execution, name, ms);
}

function compiling({ JIT }: PlannedStatement, { totalMs }: TimedPlanNode): readonly Finding[] {
  const compiledMs = JIT?.Timing?.Total ?? 0;
  if (compiledMs === 0 || compiledMs < MUCH_COMPILING * totalMs) return [];
  return [
    {
      id: 'just-in-time-compiling',
      level: 'info',
      message: `JIT compilation of the expressions in the statement took ${compiledMs.toFixed(0)} of ${totalMs.toFixed(0)} ms.`,
      remedy: 'Try `SET jit = off` for the statement, or raise jit_above_cost.',
    },
  ];
}
