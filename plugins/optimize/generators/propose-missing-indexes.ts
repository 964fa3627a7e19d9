import { type Host, UserError } from 'perf-harness/plugin';
import { type BottleneckTarget, proposalFor } from './propose-codemods.ts';
import {
  type IndexProposal,
  proposeIndexMigrations,
} from './propose-index-migrations-from-explain.ts';
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
  return missingIndexes(host, places).map((missingIndex) => proposalOf(target, missingIndex));
}

/** Indexes that would have spared rows in the plans, of each plan the most first. @throws UserError for a file that is no plan. */
export function missingIndexes(
  host: Pick<Host, 'files'>,
  { root, plans, migrations }: PlanLocations,
): readonly IndexProposal[] {
  const files = plans.flatMap((place) => host.files.named(place, root, '**/*.json'));
  return files.flatMap((file) => indexesIn(host, file, migrations));
}

function indexesIn(
  { files }: Pick<Host, 'files'>,
  file: string,
  migrations: string,
): readonly IndexProposal[] {
  try {
    return proposeIndexMigrations(JSON.parse(files.read(file) ?? ''), migrations);
  } catch (error) {
    throw new UserError({
      code: 'bad-plan',
      message: `${file} is not a readable PostgreSQL plan: ${(error as Error).message}.`,
      remedy: 'Create the file with psql -XqAt -c "EXPLAIN (ANALYZE, FORMAT JSON) SELECT …".',
    });
  }
}

function proposalOf(
  { bottleneck }: BottleneckTarget,
  { table, columns, wastedRows, apply }: IndexProposal,
): Proposal {
  return proposalFor(bottleneck, {
    key: `missing-index@${table}(${columns.join(',')})`,
    description: `Create an index on ${table} (${columns.join(', ')}): the query plan reads and discards ${wastedRows} rows`,
    complexity: 'Low',
    // Every write has to maintain the index.
    risk: 'Medium',
    fix_level: 2,
    files_to_modify: [apply.file],
    apply,
  });
}
