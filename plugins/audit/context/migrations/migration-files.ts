import { isExcludedFile } from '../../scoring/excluded-files.ts';

/** Migration folders, at any depth: Alembic, Django, Prisma, Drizzle, TypeORM, Flyway … */
const FOLDER = /^(?:.*?\/)?(?:alembic\/versions|migrations?|db\/migrate|drizzle)(?=\/)/u;
const FOREIGN = /(?:^|\/)(?:node_modules|\.venv|venv|site-packages|vendor|dist|build|\.git)\//u;
const MIGRATION = /\.(?:sql|py|[mc]?[jt]s)$/u;
/** Files beside migrations, and files that revert migrations. */
const NO_MIGRATION =
  /(?:^|\/)(?:__init__\.py|env\.py|index\.[jt]s|down\.sql)$|\.down\.(?:sql|[jt]s)$|\.d\.ts$/u;

/**
 * Definitions that identify migrations of Alembic, Django, Tortoise and yoyo, since other code may
 * be called a migration too.
 */
const IN_PYTHON =
  /^(?:down_revision\b|revision\b|(?:async )?def (?:up|upgrade|downgrade)\b|operations\b|class Migration\b|steps\b)/mu;

/** The migrations of a project, and the folders that they are in. */
export interface MigrationFiles {
  readonly folders: readonly string[];
  /** In the order of their names, folder by folder. */
  readonly files: readonly string[];
}

export function findMigrations(
  files: readonly string[],
  read: (file: string) => string | null,
): MigrationFiles {
  const folders = new Set<string>();
  // Alembic may use any folder, but its environment always lies beside the versions.
  const environments = new Set(
    files
      .filter((file) => /(?:^|\/)env\.py$/u.test(file))
      .map((file) => file.slice(0, -'env.py'.length)),
  );
  const found = files.filter((file) => {
    const versions = /^(.*\/|)versions\/[^/]+\.py$/u.exec(file)?.[1];
    const isOfAlembic = versions !== undefined && environments.has(versions);
    const folder = FOLDER.exec(file)?.[0] ?? (isOfAlembic ? `${versions}versions` : undefined);
    const isOne =
      folder !== undefined &&
      MIGRATION.test(file) &&
      ![FOREIGN, NO_MIGRATION].some((pattern) => pattern.test(file)) &&
      !isExcludedFile(file) &&
      (!file.endsWith('.py') || IN_PYTHON.test(read(file) ?? ''));
    if (isOne) folders.add(folder);
    return isOne;
  });
  return { folders: [...folders].sort(), files: found.sort() };
}
