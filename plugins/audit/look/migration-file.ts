/** Steps of a schema, each of which is done as a whole or not at all, by a program that ends with its first error. */
const MIGRATION =
  /(?:^|\/)(?:\w*migrations?|alembic)\/|(?:^|\/)revisions\/(?:\w+\/)*(?:versions\/|env\.py$)/u;

/** Whether a file is, by where it stands, a migration. */
export function isMigration(file: string): boolean {
  return MIGRATION.test(file);
}
