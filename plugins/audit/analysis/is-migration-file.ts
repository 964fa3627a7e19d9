/**
 * Paths of schema migrations. Each migration is applied as a whole or not at all, by a program that
 * stops at its first error.
 */
const MIGRATION =
  /(?:^|\/)(?:\w*migrations?|alembic)\/|(?:^|\/)revisions\/(?:\w+\/)*(?:versions\/|env\.py$)/u;

/** True if the path of a file is that of a migration. */
export function isMigrationFile(file: string): boolean {
  return MIGRATION.test(file);
}
