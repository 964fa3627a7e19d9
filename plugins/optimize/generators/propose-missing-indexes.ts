import { type Host, UserError } from 'perf-harness/plugin';
import { z } from 'zod';
import type { Applicator } from '../document/optimization-hypothesis.ts';
import { type BottleneckTarget, proposalFor } from './propose-codemods.ts';
import type { Proposal } from './select-hypotheses.ts';

/** Locations of database plans and migrations. */
export interface PlanLocations {
  /** Absolute folder that the other paths are relative to. */
  readonly root: string;
  /** Files, folders or globs of `EXPLAIN (ANALYZE, FORMAT JSON)` output. */
  readonly plans: readonly string[];
  /** Folder that migrations go to. */
  readonly migrations: string;
}

export const NO_PLANS: PlanLocations = { root: '', plans: [], migrations: 'migrations' };

/**
 * Proposes an index for each full table scan in the plans, where a bottleneck waits for a database.
 * Its gain is measured only if the measured code creates its database from the migrations.
 * @throws UserError for a file that is no plan.
 */
export function proposeMissingIndexes(
  host: Host,
  places: PlanLocations,
  targets: readonly BottleneckTarget[],
): readonly Proposal[] {
  const target = targets.find(({ bottleneck }) => bottleneck.type === 'I/O-DB');
  if (target === undefined) return [];
  return missingIndexes(host, places).map(({ table, columns, wastedRows, apply }) =>
    proposalFor(target.bottleneck, {
      key: `missing-index@${table}(${columns.join(',')})`,
      description: `Create an index on ${table} (${columns.join(', ')}): the query plan reads and discards ${wastedRows} rows`,
      complexity: 'Low',
      // Every write has to maintain the index.
      risk: 'Medium',
      fix_level: 2,
      files_to_modify: [apply.file],
      apply,
    }),
  );
}

/** Indexes that would have spared rows in the plans, of each plan the most first. @throws UserError for a file that is no plan. */
export function missingIndexes(
  host: Pick<Host, 'files'>,
  { root, plans, migrations }: PlanLocations,
): readonly IndexProposal[] {
  const files = plans.flatMap((place) => host.files.named(place, root, '**/*.json'));
  return files.flatMap((file) => {
    try {
      return proposeIndexMigrations(JSON.parse(host.files.read(file) ?? ''), migrations);
    } catch (error) {
      throw new UserError({
        code: 'bad-plan',
        message: `${file} is not a readable PostgreSQL plan: ${(error as Error).message}.`,
        remedy: 'Create the file with psql -XqAt -c "EXPLAIN (ANALYZE, FORMAT JSON) SELECT …".',
      });
    }
  });
}

/** Fields of a plan node of `EXPLAIN (ANALYZE, FORMAT JSON)` that are used here. */
const planNodeSchema = z.object({
  'Node Type': z.string(),
  'Relation Name': z.string().optional(),
  Schema: z.string().optional(),
  Filter: z.string().optional(),
  'Actual Rows': z.number().nonnegative().default(0),
  'Actual Loops': z.number().nonnegative().default(1),
  'Rows Removed by Filter': z.number().nonnegative().default(0),
  get Plans(): z.ZodDefault<z.ZodArray<typeof planNodeSchema>> {
    return z.array(planNodeSchema).default([]);
  },
});
type PlanNode = z.infer<typeof planNodeSchema>;

const explainedSchema = z.array(z.object({ Plan: planNodeSchema })).min(1);

interface IndexProposal {
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
 * Proposes an index for each full table scan that discards nearly all of its rows: a migration that
 * creates the index without stopping writers, with the statement that takes it back.
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
    .flatMap((scan) => missingIndexOf(scan, folder) ?? []);
  const once = new Map(found.map((proposal) => [proposal.apply.up, proposal]));
  return [...once.values()].sort((a, b) => b.wastedRows - a.wastedRows);
}

function scansOf(node: PlanNode): readonly PlanNode[] {
  const below = node.Plans.flatMap(scansOf);
  return /^(?:Parallel )?Seq Scan$/u.test(node['Node Type']) ? [node, ...below] : below;
}

function missingIndexOf(scan: PlanNode, folder: string): IndexProposal | null {
  const { 'Relation Name': table, 'Actual Loops': loops, Schema: schema } = scan;
  const wasted = scan['Rows Removed by Filter'] * loops;
  const read = wasted + scan['Actual Rows'] * loops;
  if (table === undefined || wasted < LEAST_WASTED_ROWS || wasted < LEAST_WASTED_SHARE * read) {
    return null;
  }
  const columns = comparedColumns(scan.Filter ?? '');
  if (columns.length === 0) return null;
  const name = `${table}_${columns.join('_')}_index`.slice(0, 63);
  const inSchema = schema === undefined ? '' : `${quote(schema)}.`;
  return {
    table,
    columns,
    wastedRows: wasted,
    apply: {
      kind: 'sql',
      file: `${folder.replace(/\/$/u, '')}/${name}.sql`,
      up: `CREATE INDEX CONCURRENTLY IF NOT EXISTS ${quote(name)} ON ${inSchema}${quote(table)} (${columns.map(quote).join(', ')});`,
      down: `DROP INDEX CONCURRENTLY IF EXISTS ${inSchema}${quote(name)};`,
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
