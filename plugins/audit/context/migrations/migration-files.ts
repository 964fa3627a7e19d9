import { isExcluded } from '../../judge/excluded-files.ts';

/** Folders that tools keep migrations in, wherever they stand: Alembic, Django, Prisma, Drizzle, TypeORM, Flyway … */
const FOLDER = /^(?:.*?\/)?(?:alembic\/versions|migrations?|db\/migrate|drizzle)(?=\/)/u;
const FOREIGN = /(?:^|\/)(?:node_modules|\.venv|venv|site-packages|vendor|dist|build|\.git)\//u;
const MIGRATION = /\.(?:sql|py|[mc]?[jt]s)$/u;
/** What stands beside migrations, and what takes them back. */
const NO_MIGRATION =
  /(?:^|\/)(?:__init__\.py|env\.py|index\.[jt]s|down\.sql)$|\.down\.(?:sql|[jt]s)$|\.d\.ts$/u;

/** The migrations of a project, and the folders that they are in. */
export interface MigrationFiles {
  readonly folders: readonly string[];
  /** In the order of their names, folder by folder. */
  readonly files: readonly string[];
}

export function migrationsAmong(files: readonly string[]): MigrationFiles {
  const folders = new Set<string>();
  const found = files.filter((file) => {
    const folder = FOLDER.exec(file)?.[0];
    const isOne =
      folder !== undefined &&
      MIGRATION.test(file) &&
      ![FOREIGN, NO_MIGRATION].some((one) => one.test(file)) &&
      !isExcluded(file);
    if (isOne) folders.add(folder);
    return isOne;
  });
  return { folders: [...folders].sort(), files: found.sort() };
}
