/** What every case has: code with a known cost, a later state that mended it, and how to see both. */
interface Case {
  readonly name: string;
  /** What was slow before, in short. */
  readonly defect: string;
  /** Where its maintainers say so. */
  readonly source: string;
  /** The codemod of the catalogue that is nearest to it, or the kind of change. */
  readonly kind: string;
  /** Of the code's own tests. */
  readonly testCommand: string;
  /** Symbolic links that the tests use and that tarballs leave out: where, and what they point to. */
  readonly links?: Readonly<Record<string, string>>;
  /** What these tests need beside the dependencies, by their exact versions. */
  readonly testDependencies: Readonly<Record<string, string>>;
  /** The module that the scenario uses, from the root of the code. */
  readonly module: string;
  /** Body of the scenario: what the module exports is `subject`; it makes `run`. */
  readonly body: string;
}

/** A release of a package, and a later one: both come as tarballs, with the tests in them. */
export interface PackageCase extends Case {
  readonly from: string;
  readonly to: string;
}

/** A commit of a repository and the one before it. */
export interface RepositoryCase extends Case {
  /** `owner/name`, on GitHub. */
  readonly repository: string;
  readonly before: string;
  readonly after: string;
  /** The folder of the package in a repository of several; it becomes the root. */
  readonly folder?: string;
  /** What is left out, from the root: large files, and tests that need what is not there. */
  readonly without?: readonly string[];
  /** Whether `subject` is all that the module exports by name, and not its default. */
  readonly named?: boolean;
  /** In place of its dependencies, where these are packages of the same repository. */
  readonly dependencies?: Readonly<Record<string, string>>;
  /** Whether packages with native parts are built when they are installed. */
  readonly builds?: boolean;
  /** Whether tests and scenario find a PostgreSQL by DATABASE_URL, or by PGHOST, PGPORT, PGUSER and PGDATABASE. */
  readonly postgres?: boolean;
  /** Variables that the module wants in the scenario before it is loaded. */
  readonly env?: Readonly<Record<string, string>>;
}

export type EvaluationCase = PackageCase | RepositoryCase;

/** What the two sides are called: releases, or the beginnings of commits. */
export function sidesOf(one: EvaluationCase): { readonly from: string; readonly to: string } {
  if (!('repository' in one)) return { from: one.from, to: one.to };
  return { from: one.before.slice(0, 10), to: one.after.slice(0, 10) };
}
