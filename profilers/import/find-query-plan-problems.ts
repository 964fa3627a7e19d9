import type { Finding } from '../../harness/model/finding.ts';
import type { PlanNode, TimedPlanNode } from './distribute-plan-time.ts';

/** Rows that a scan may read without an index before it is reported (LEAD-24). */
const LARGE_SCAN_ROWS = 10_000;
/** Share of rows below which an index is probably faster than scanning the whole table. */
const SELECTIVE = 0.1;
/** Factor by which an estimate may be wrong. */
const MISESTIMATE = 10;
/** Fewer rows make no difference, however wrong the guess is. */
const ROWS_THAT_MATTER = 100;
/** Executions of the inner side of a nested loop. */
const MANY_LOOPS = 1_000;

export function findQueryPlanProblems(root: TimedPlanNode): readonly Finding[] {
  return lookAt(root, false);
}

/** @param isCut - True if a Limit above may have stopped the node early. */
function lookAt(node: TimedPlanNode, isCut: boolean): readonly Finding[] {
  const cut = isCut || node.plan['Node Type'] === 'Limit';
  const own =
    (node.plan['Actual Loops'] ?? 0) === 0
      ? []
      : [largeScan(node), misestimate(node, cut), spill(node), loops(node)];
  return [
    ...own.filter((finding) => finding !== null),
    ...node.below.flatMap((child) => lookAt(child, cut)),
  ];
}

function largeScan({ name, plan, processes, totalMs }: TimedPlanNode): Finding | null {
  if (plan['Node Type'] !== 'Seq Scan') return null;
  // Workers each read a part of the table, or each the whole table.
  const parts = plan['Parallel Aware'] === true ? processes : 1;
  const kept = rows(plan) * parts;
  const read = kept + (plan['Rows Removed by Filter'] ?? 0) * parts;
  if (read <= LARGE_SCAN_ROWS) return null;
  const often = loopsOf(plan) > parts ? `, ${formatCount(loopsOf(plan) / parts)} times` : '';
  const isSelective = kept < SELECTIVE * read;
  return {
    id: 'sequential-scan',
    level: isSelective ? 'warning' : 'info',
    message: `${name} reads ${formatCount(read)} rows to keep ${formatCount(kept)}${often}, taking ${formatPlanMilliseconds(totalMs)} in total.`,
    remedy: isSelective
      ? `Add an index for the condition${plan.Filter === undefined ? '' : ` ${plan.Filter}`}, and check the plan again.`
      : 'The scan needs most of the table, so an index would not help: request fewer rows, or cache the result.',
  };
}

function misestimate({ name, plan, below }: TimedPlanNode, isCut: boolean): Finding | null {
  if (!isWrong(plan, isCut)) return null;
  // A condition that is false for all rows means that child nodes are never executed.
  if (below.some((child) => loopsOf(child.plan) === 0)) return null;
  // This error follows from a wrong estimate below, if there is one.
  if (below.some((child) => isWrong(child.plan, isCut))) return null;
  const [planned, actual] = [plan['Plan Rows'], rows(plan)];
  return {
    id: 'row-misestimate',
    level: 'warning',
    message: `${name} was planned for ${formatCount(planned)} rows but returned ${formatCount(actual)}, ${formatCount(timesWrong(plan))} times ${actual > planned ? 'more' : 'fewer'}, so the plan is based on a wrong row estimate.`,
    remedy:
      'Run ANALYZE on the tables; if that does not help, use CREATE STATISTICS for dependent columns, or an index on the expression.',
  };
}

function isWrong(plan: PlanNode, isCut: boolean): boolean {
  if (loopsOf(plan) === 0 || Math.max(plan['Plan Rows'], rows(plan)) < ROWS_THAT_MATTER) {
    return false;
  }
  return timesWrong(plan) >= MISESTIMATE && !(isCut && rows(plan) < plan['Plan Rows']);
}

function timesWrong(plan: PlanNode): number {
  const [planned, actual] = [Math.max(1, plan['Plan Rows']), Math.max(1, rows(plan))];
  return Math.max(planned / actual, actual / planned);
}

function spill({ name, plan }: TimedPlanNode): Finding | null {
  const how = spillOf(plan);
  if (how === null) return null;
  return {
    id: 'work-memory-spill',
    level: 'warning',
    message: `${name} did not fit into memory and spilled to disk: ${how}.`,
    remedy: 'Raise work_mem for this statement, or reduce the number and width of its rows.',
  };
}

function spillOf(plan: PlanNode): string | null {
  if (plan['Sort Space Type'] === 'Disk') {
    return `${plan['Sort Method'] ?? 'a sort'} of ${formatCount(plan['Sort Space Used'] ?? 0)} kB`;
  }
  if ((plan['Hash Batches'] ?? 1) > 1) return `${formatCount(plan['Hash Batches'] ?? 0)} batches`;
  return (plan['Disk Usage'] ?? 0) > 0 ? `${formatCount(plan['Disk Usage'] ?? 0)} kB` : null;
}

function loops({ name, plan, below, processes }: TimedPlanNode): Finding | null {
  if (plan['Node Type'] !== 'Nested Loop') return null;
  const inner = below.find((child) => child.plan['Parent Relationship'] === 'Inner');
  if (inner === undefined) return null;
  const turns = loopsOf(inner.plan) / processes;
  if (turns <= MANY_LOOPS) return null;
  return {
    id: 'nested-loop',
    level: 'warning',
    message: `${name} executes ${inner.name} ${formatCount(turns)} times: ${formatPlanMilliseconds(inner.totalMs)}.`,
    remedy:
      'If a row estimate is reported as wrong, fix the estimate first, because PostgreSQL may then choose a hash join. Otherwise, request fewer rows on the outer side of the join.',
  };
}

function rows(plan: PlanNode): number {
  return plan['Actual Rows'] ?? 0;
}

function loopsOf(plan: PlanNode): number {
  return plan['Actual Loops'] ?? 0;
}

/** Numbers as findings of profiles write them. */

/** Formats a whole number: `58,194`. */
export function formatCount(value: number): string {
  return Math.round(value).toLocaleString('en');
}

/** Formats 3 significant digits, whole from 100 on: `0.264 ms`, `7.26 ms`, `1520 ms`. */
export function formatPlanMilliseconds(value: number): string {
  return `${value >= 100 ? value.toFixed(0) : String(Number(value.toPrecision(3)))} ms`;
}
