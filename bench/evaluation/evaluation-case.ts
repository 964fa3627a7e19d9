/** Properties of all cases: code of known cost, a later state fixing it, ways to measure both. */
interface Case {
  readonly name: string;
  /** Short description of what was slow before. */
  readonly defect: string;
  /** Link to the maintainers' description of it. */
  readonly source: string;
  /** The closest codemod of the catalogue, or the kind of change. */
  readonly kind: string;
  /** Command that runs the code's own tests. */
  readonly testCommand: string;
  /** Symbolic links that the tests need and tarballs omit: targets by path. */
  readonly links?: Readonly<Record<string, string>>;
  /** Additional dependencies of these tests, with exact versions. */
  readonly testDependencies: Readonly<Record<string, string>>;
  /** The module that the scenario uses, from the root of the code. */
  readonly module: string;
  /** Body of the scenario: `subject` is the module's export; the body must define `run`. */
  readonly body: string;
}

/** Two releases of a package, both available as tarballs that include the tests. */
export interface PackageCase extends Case {
  readonly from: string;
  readonly to: string;
}

/** A commit of a repository and its predecessor. */
export interface RepositoryCase extends Case {
  /** `owner/name`, on GitHub. */
  readonly repository: string;
  readonly before: string;
  readonly after: string;
  /** The folder of the package in a repository of several; it becomes the root. */
  readonly folder?: string;
  /** Paths to leave out, from the root: large files, and tests with unavailable requirements. */
  readonly without?: readonly string[];
  /** True if `subject` is all named exports of the module instead of its default export. */
  readonly named?: boolean;
  /** Replaces the dependencies, if they are packages of the same repository. */
  readonly dependencies?: Readonly<Record<string, string>>;
  /** True if packages with native parts are built during installation. */
  readonly builds?: boolean;
  /** Set if PostgreSQL is needed: DATABASE_URL, or PGHOST, PGPORT, PGUSER and PGDATABASE. */
  readonly postgres?: boolean;
  /** Variables that the module wants in the scenario before it is loaded. */
  readonly env?: Readonly<Record<string, string>>;
}

export type EvaluationCase = PackageCase | RepositoryCase;

/** Returns the names of the two sides: releases, or abbreviated commits. */
export function nameCaseSides(evaluationCase: EvaluationCase): {
  readonly from: string;
  readonly to: string;
} {
  if (!('repository' in evaluationCase))
    return { from: evaluationCase.from, to: evaluationCase.to };
  return { from: evaluationCase.before.slice(0, 10), to: evaluationCase.after.slice(0, 10) };
}
