/** A statement that a call makes. */
export interface WriteStatement {
  readonly verb: 'update' | 'delete' | 'insert';
  /** `session`: queued until the next flush. `record`: a method of the entity itself. */
  readonly by: 'repository' | 'execute' | 'session' | 'record';
  /** Library or language of the statement, for the recommended fix. */
  readonly dialect: StatementDialect;
  /** Class or table as written; null if the code does not name it. */
  readonly model: string | null;
  /** Details of a write by a related manager of a row; omitted for other writes. */
  readonly related?: {
    readonly relation: string;
    /** Signal receivers a batch operation would skip: those of links, of stored rows, or none. */
    readonly hears: 'links' | 'rows' | 'nobody';
    /** Code that does it for all iterations at once. */
    readonly atOnce: string;
  };
}

export type StatementDialect =
  | 'sqlalchemy'
  | 'django'
  | 'sql'
  | 'repository'
  | 'prisma'
  | 'typeorm'
  | 'mikroorm'
  | 'mongoose'
  | 'sequelize'
  | 'knex'
  | 'drizzle'
  | 'kysely';
