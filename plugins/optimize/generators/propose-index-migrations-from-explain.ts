import { z } from 'zod';
import type { Applicator } from '../document/optimization-hypothesis.ts';

/**
 * Indexes that a plan of PostgreSQL misses, as migrations: a file that makes the index without
 * stopping writers, and the statement that takes it back. Whether it helps is measured, like all else.
 */

/** Fields of a plan node of `EXPLAIN (ANALYZE, FORMAT JSON)` that are used here. */
interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string | undefined;
  readonly Schema?: string | undefined;
  readonly Filter?: string | undefined;
  readonly 'Actual Rows'?: number | undefined;
  readonly 'Actual Loops'?: number | undefined;
  readonly 'Rows Removed by Filter'?: number | undefined;
  readonly Plans?: readonly PlanNode[] | undefined;
}

const planNodeSchema: z.ZodType<PlanNode> = z.object({
  'Node Type': z.string(),
  'Relation Name': z.string().optional(),
  Schema: z.string().optional(),
  Filter: z.string().optional(),
  'Actual Rows': z.number().nonnegative().optional(),
  'Actual Loops': z.number().nonnegative().optional(),
  'Rows Removed by Filter': z.number().nonnegative().optional(),
  Plans: z.lazy(() => z.array(planNodeSchema)).optional(),
});

const explainedSchema = z.array(z.object({ Plan: planNodeSchema })).min(1);

/** An index that would have spared rows. */
export interface IndexProposal {
  readonly table: string;
  /** The compared columns, those compared for equality first. */
  readonly columns: readonly string[];
  /** Rows that were read and thrown away, over all loops. */
  readonly wastedRows: number;
  readonly apply: Extract<Applicator, { kind: 'sql' }>;
}

/** Rows thrown away below which a scan is as good as an index: some pages of a small table. */
const LEAST_WASTED_ROWS = 1_000;
/** Share of the rows read that a filter must discard for an index to be worth its upkeep. */
const LEAST_WASTED_SHARE = 0.9;
/** `(person_id = 7)`, `((email)::text = 'a'::text)`, `(total > '5'::numeric)`. */
const COMPARISON =
  /(?<!\w)\(\(?([a-z_]\w*)\)?(?:::[a-z ]+)?\s(=|<|>|<=|>=)\s[^()]*(?:\([^()]*\))?[^()]*\)/gu;
/** Operators, such as alternatives, that an index on a single column would not serve. */
const ALTERNATIVES = /\s(?:OR|NOT)\s|<>|~~|\bANY\b/u;

/**
 * Proposes an index for each full table scan that discards nearly all of its rows.
 *
 * @param explained Parsed output of `EXPLAIN (ANALYZE, VERBOSE off, FORMAT JSON)`.
 * @param folder Migrations folder, relative to the project root.
 * @throws Error where it is no plan.
 */
export function proposeIndexMigrations(
  explained: unknown,
  folder: string,
): readonly IndexProposal[] {
  const parsed = explainedSchema.safeParse(explained);
  if (!parsed.success) throw new Error('not the output of EXPLAIN (ANALYZE, FORMAT JSON)');
  const found = parsed.data
    .flatMap(({ Plan }) => scansOf(Plan))
    .flatMap((scan) => {
      const proposal = proposalOf(scan, folder);
      return proposal === null ? [] : [proposal];
    });
  const once = new Map(found.map((proposal) => [proposal.apply.up, proposal]));
  return [...once.values()].sort((a, b) => b.wastedRows - a.wastedRows);
}

function scansOf(node: PlanNode): readonly PlanNode[] {
  const below = (node.Plans ?? []).flatMap(scansOf);
  return /^(?:Parallel )?Seq Scan$/u.test(node['Node Type']) ? [node, ...below] : below;
}

function proposalOf(scan: PlanNode, folder: string): IndexProposal | null {
  const table = scan['Relation Name'];
  const loops = scan['Actual Loops'] ?? 1;
  const wasted = (scan['Rows Removed by Filter'] ?? 0) * loops;
  const read = wasted + (scan['Actual Rows'] ?? 0) * loops;
  if (table === undefined || wasted < LEAST_WASTED_ROWS || wasted < LEAST_WASTED_SHARE * read) {
    return null;
  }
  const columns = comparedColumns(scan.Filter ?? '');
  if (columns.length === 0) return null;
  const name = `${table}_${columns.join('_')}_index`.slice(0, 63);
  const on = scan.Schema === undefined ? quote(table) : `${quote(scan.Schema)}.${quote(table)}`;
  const schema = scan.Schema === undefined ? '' : `${quote(scan.Schema)}.`;
  return {
    table,
    columns,
    wastedRows: wasted,
    apply: {
      kind: 'sql',
      file: `${folder.replace(/\/$/u, '')}/${name}.sql`,
      up: `CREATE INDEX CONCURRENTLY IF NOT EXISTS ${quote(name)} ON ${on} (${columns.map(quote).join(', ')});`,
      down: `DROP INDEX CONCURRENTLY IF EXISTS ${schema}${quote(name)};`,
    },
  };
}

/** Returns columns of a filter with all parts required: equalities, then at most one range. */
function comparedColumns(filter: string): readonly string[] {
  if (ALTERNATIVES.test(filter)) return [];
  const compared = [...filter.matchAll(COMPARISON)].map(([, column = '', operator = '']) => ({
    column,
    isEqual: operator === '=',
  }));
  const equal = compared.filter(({ isEqual }) => isEqual).map(({ column }) => column);
  const range = compared.filter(({ isEqual }) => !isEqual).map(({ column }) => column);
  return [...new Set([...equal, ...range.slice(0, 1)])];
}

function quote(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
