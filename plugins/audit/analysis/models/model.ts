/** A class or an object of the project that stands for a table. */
export interface Model {
  readonly name: string;
  readonly file: string;
  readonly line: number;
  /** Names of the columns, those of its bases and mixins with them; what is loaded only on demand is left out. */
  readonly columns: readonly string[];
  /** Its rows have methods of their own, as those of Sequelize and Mongoose have: they may use any column. */
  readonly isRecord: boolean;
}

/** As it is written, before its bases are looked up. */
export interface DeclaredModel extends Model {
  readonly bases: readonly string[];
  readonly isTable: boolean;
}
