/** Steps of a schema, each of which is done as a whole or not at all, by a program that ends with its first error. */
const MIGRATION =
  /(?:^|\/)(?:\w*migrations?|alembic)\/|(?:^|\/)revisions\/(?:\w+\/)*(?:versions\/|env\.py$)/u;

/** True if the path of a file is that of a migration. */
export function isMigrationFile(file: string): boolean {
  return MIGRATION.test(file);
}
