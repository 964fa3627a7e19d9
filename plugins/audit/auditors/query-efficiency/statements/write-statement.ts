/** A statement that a call makes. */
export interface WriteStatement {
  readonly verb: 'update' | 'delete' | 'insert';
  /** `session`: the session keeps it for its next flush. `record`: of an entity, by its own method. */
  readonly by: 'repository' | 'execute' | 'session' | 'record';
  /** Library or language of the statement, for the recommended fix. */
  readonly dialect: StatementDialect;
  /** Class or table, as it is written; null: it does not say. */
  readonly model: string | null;
  /** Details of a write by a related manager of a row; omitted for other writes. */
  readonly related?: {
    readonly relation: string;
    /** Whom it would be kept from: who hears of links, of rows that are stored, or nobody. */
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
