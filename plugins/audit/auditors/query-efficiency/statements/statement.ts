/** A statement that a call makes. */
export interface Statement {
  readonly verb: 'update' | 'delete' | 'insert';
  /** `session`: the session keeps it for its next flush. `record`: of an entity, by its own method. */
  readonly by: 'repository' | 'execute' | 'session' | 'record';
  /** What it is written in, for what would mend it. */
  readonly dialect: Dialect;
  /** Class or table, as it is written; null: it does not say. */
  readonly model: string | null;
  /** Of a manager that hangs on a row; left out: of none. */
  readonly related?: {
    readonly relation: string;
    /** Whom it would be kept from: who hears of links, of rows that are stored, or nobody. */
    readonly hears: 'links' | 'rows' | 'nobody';
    /** What does it for all turns. */
    readonly atOnce: string;
  };
}

export type Dialect =
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
