import { z } from 'zod';
import { BadProfile } from '../unreadable-profile-error.ts';

/** The fields of a plan node that are read; times are means of one execution, milliseconds. */
const nodeSchema = z.looseObject({
  'Node Type': z.string(),
  'Parent Relationship': z.string().optional(),
  'Subplan Name': z.string().optional(),
  'Parallel Aware': z.boolean().optional(),
  'Relation Name': z.string().optional(),
  Alias: z.string().optional(),
  'Index Name': z.string().optional(),
  'CTE Name': z.string().optional(),
  'Function Name': z.string().optional(),
  'Join Type': z.string().optional(),
  Operation: z.string().optional(),
  Strategy: z.string().optional(),
  'Partial Mode': z.string().optional(),
  'Scan Direction': z.string().optional(),
  Filter: z.string().optional(),
  'Plan Rows': z.number().nonnegative().default(0),
  'Actual Total Time': z.number().nonnegative().optional(),
  'Actual Rows': z.number().nonnegative().optional(),
  'Actual Loops': z.number().nonnegative().optional(),
  'Rows Removed by Filter': z.number().nonnegative().optional(),
  'Sort Method': z.string().optional(),
  'Sort Space Type': z.string().optional(),
  'Sort Space Used': z.number().nonnegative().optional(),
  'Hash Batches': z.number().nonnegative().optional(),
  'Disk Usage': z.number().nonnegative().optional(),
  get Plans() {
    return z.array(nodeSchema).optional();
  },
});
/** A node of a plan of PostgreSQL. */
export type PlanNode = z.infer<typeof nodeSchema>;

const triggerSchema = z.looseObject({
  'Trigger Name': z.string().optional(),
  'Constraint Name': z.string().optional(),
  Relation: z.string().optional(),
  Time: z.number().nonnegative().optional(),
  Calls: z.number().nonnegative().default(0),
});

const statementSchema = z.looseObject({
  Plan: nodeSchema,
  'Planning Time': z.number().nonnegative().default(0),
  'Execution Time': z.number().nonnegative().optional(),
  Triggers: z.array(triggerSchema).default([]),
  JIT: z
    .looseObject({ Timing: z.looseObject({ Total: z.number().nonnegative() }).optional() })
    .optional(),
});
export type PlannedStatement = z.infer<typeof statementSchema>;

/** A rule may turn a statement into several; auto_explain writes one statement, without a list. */
export const planFileSchema = z.union([z.array(statementSchema).min(1), statementSchema]);

/** PostgreSQL's names of aggregation by its strategy, in plans as text. */
const AGGREGATES: Readonly<Record<string, string>> = {
  Plain: 'Aggregate',
  Sorted: 'GroupAggregate',
  Hashed: 'HashAggregate',
  Mixed: 'MixedAggregate',
};

/** Names a node as in text plans: `Parallel Seq Scan on orders o`, `Hash Left Join`. */
function nameNode(node: PlanNode): string {
  const parts = [
    node['Parallel Aware'] === true ? 'Parallel' : '',
    /^(Partial|Finalize)$/.test(node['Partial Mode'] ?? '') ? node['Partial Mode'] : '',
    typeOf(node),
    node['Scan Direction'] === 'Backward' ? 'Backward' : '',
    node['Index Name'] === undefined ? '' : `using ${node['Index Name']}`,
    targetOf(node),
  ];
  return parts.filter((part) => part !== undefined && part !== '').join(' ');
}

function typeOf(node: PlanNode): string {
  const type = node['Node Type'];
  const join = node['Join Type'];
  if (type === 'Aggregate') return AGGREGATES[node.Strategy ?? ''] ?? type;
  if (type === 'ModifyTable') return node.Operation ?? type;
  if (join === undefined || join === 'Inner') return type;
  return type === 'Nested Loop' ? `${type} ${join} Join` : type.replace(/Join$/, `${join} Join`);
}

function targetOf(node: PlanNode): string {
  const name = node['Relation Name'] ?? node['CTE Name'] ?? node['Function Name'];
  const { Alias: alias } = node;
  // A bitmap index scan has its index in place of the table.
  if (name === undefined) return alias === undefined ? '' : `on ${alias}`;
  return alias === undefined || alias === name ? `on ${name}` : `on ${name} ${alias}`;
}

export interface TimedPlanNode {
  readonly name: string;
  readonly plan: PlanNode;
  /** Processes that worked on it side by side. */
  readonly processes: number;
  /** Time including child nodes, milliseconds of the statement. */
  readonly totalMs: number;
  readonly selfMs: number;
  readonly below: readonly TimedPlanNode[];
}

interface PlacedNode {
  readonly plan: PlanNode;
  readonly processes: number;
  /** Time by the plan: the mean of an execution times the executions of a process. */
  readonly toldMs: number;
  below: PlacedNode[];
}

/**
 * Distributes the time of a statement over its plan. A plan gives for each node the mean of one
 * execution with all below it (PostgreSQL's manual, "Using EXPLAIN"): it is multiplied by the
 * loops, and below a Gather divided among the processes that shared them. Times are rounded to
 * microseconds, so the parts of a node may exceed the node: they are then scaled to fit.
 * @throws BadProfile for a plan without times.
 */
export function distributePlanTime(root: PlanNode): TimedPlanNode {
  const placed = place(root, 1);
  moveSubplans(placed, placed);
  return shareOut(placed, placed.toldMs);
}

function place(plan: PlanNode, processes: number): PlacedNode {
  const { 'Actual Loops': loops, 'Actual Total Time': meanMs } = plan;
  if (loops === undefined) {
    throw new BadProfile('the plan was not executed: use EXPLAIN (ANALYZE, FORMAT JSON)');
  }
  if (meanMs === undefined && loops > 0) {
    throw new BadProfile('the plan has no times: run EXPLAIN without TIMING OFF');
  }
  const below = (plan.Plans ?? []).map((child) =>
    place(child, isShared(plan, child) ? processesOf(child, loops) : processes),
  );
  return { plan, processes, toldMs: ((meanMs ?? 0) * loops) / processes, below };
}

/** True for a child of a Gather, which every worker executes, and the leader where it helps. */
function isShared(plan: PlanNode, child: PlanNode): boolean {
  return /^Gather/.test(plan['Node Type']) && child['Parent Relationship'] === 'Outer';
}

function processesOf(child: PlanNode, gatherLoops: number): number {
  return Math.max(1, (child['Actual Loops'] ?? 1) / Math.max(1, gatherLoops));
}

/** Puts a CTE under its reading scan, an InitPlan under its user; plans list both at the top. */
function moveSubplans(node: PlacedNode, root: PlacedNode): void {
  for (const child of [...node.below]) moveSubplans(child, root);
  for (const child of [...node.below]) {
    if (child.plan['Parent Relationship'] !== 'InitPlan') continue;
    const user = userOf(child, node, root);
    if (user === node) continue;
    node.below = node.below.filter((subplan) => subplan !== child);
    user.below = [...user.below, child];
  }
}

function userOf(subplan: PlacedNode, holder: PlacedNode, root: PlacedNode): PlacedNode {
  const name = subplan.plan['Subplan Name'] ?? '';
  const cte = /^CTE (.+)$/.exec(name)?.[1];
  const isUser =
    cte === undefined
      ? usesResultOf(name)
      : (plan: PlanNode): boolean => plan['Node Type'] === 'CTE Scan' && plan['CTE Name'] === cte;
  const users = allBelow(cte === undefined ? holder : root, subplan).filter(({ plan }) =>
    isUser(plan),
  );
  // The first user paid for its execution, and therefore took longest.
  return users.toSorted((a, b) => b.toldMs - a.toldMs)[0] ?? holder;
}

/**
 * Matches nodes that use the result: `InitPlan 1 (returns $0)` until PostgreSQL 16, `InitPlan 1`
 * with the result `(InitPlan 1).col1` since.
 */
function usesResultOf(name: string): (plan: PlanNode) => boolean {
  const returned = [...(/\(returns (.+)\)/.exec(name)?.[1] ?? '').matchAll(/\$\d+/g)].map(
    ([match]) => new RegExp(`\\${match}(?!\\d)`),
  );
  const plain = /^InitPlan \d+/.exec(name)?.[0];
  const signs = plain === undefined ? returned : [...returned, new RegExp(`\\(${plain}\\)`)];
  return (plan) => {
    const { 'Subplan Name': _, Plans: __, ...own } = plan;
    const text = JSON.stringify(own);
    return signs.some((sign) => sign.test(text));
  };
}

function allBelow(node: PlacedNode, without: PlacedNode): readonly PlacedNode[] {
  return node === without
    ? []
    : [node, ...node.below.flatMap((subplan) => allBelow(subplan, without))];
}

function shareOut({ plan, processes, below, toldMs }: PlacedNode, totalMs: number): TimedPlanNode {
  const sumMs = below.reduce((sum, subplan) => sum + subplan.toldMs, 0);
  // At most the node's own time, which may have been scaled down already.
  const scale = Math.min(1, sumMs === 0 ? 1 : totalMs / sumMs, toldMs === 0 ? 1 : totalMs / toldMs);
  return {
    name: nameNode(plan),
    plan,
    processes,
    totalMs,
    selfMs: Math.max(0, totalMs - sumMs * scale),
    below: below.map((subplan) => shareOut(subplan, subplan.toldMs * scale)),
  };
}
