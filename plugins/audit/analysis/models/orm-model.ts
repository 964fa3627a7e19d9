/** Class of the project, or model of a Prisma schema, that maps to a table. */
export interface Model {
  readonly name: string;
  readonly file: string;
  readonly line: number;
  /** Column names, including those of bases and mixins, without columns loaded only on demand. */
  readonly columns: readonly string[];
  /** Set if rows have methods of their own, as in Sequelize and Mongoose, using any column. */
  readonly isRecord: boolean;
}

/** Model as declared, before its base classes are resolved. */
export interface DeclaredModel extends Model {
  readonly bases: readonly string[];
  readonly isTable: boolean;
}
