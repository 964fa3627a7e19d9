import type { FieldData } from '../../harness/model/field.ts';
import type { Finding } from '../../harness/model/finding.ts';
import type { Budget } from '../../harness/model/scenario/budget.ts';
import type { Params, ScenarioKind } from '../../harness/model/scenario/scenario.ts';
import type { Block } from '../../harness/model/trial.ts';

/** One fresh unit that another program has measured: a process, a load run, a page load. */
export type ImportedTrial =
  | {
      readonly state: 'completed';
      /** ISO 8601; null: the file does not say. */
      readonly startedAt: string | null;
      /** Stretches of measuring in it; its number is their median. */
      readonly blocks: readonly Block[];
    }
  | { readonly state: 'failed'; readonly message: string };

/** What a file says of one benchmark. */
export interface ImportedRun {
  /** The name that the program knows it by. */
  readonly scenario: string;
  readonly kind: ScenarioKind;
  readonly params: Params;
  /** Of the program; null: the file does not say. */
  readonly version: string | null;
  /** In words; equal words are the same machine. null: the file does not say. */
  readonly machine: string | null;
  /** Of the measured code, in words. */
  readonly runtime: string | null;
  /** How it was measured: runs of which any of it differs are not compared. */
  readonly settings: Readonly<Record<string, unknown>>;
  readonly trials: readonly ImportedTrial[];
  /** What real users had, where that is all that the file is about. */
  readonly field?: FieldData;
  /** Limits that the file brings. */
  readonly budgets: readonly Budget[];
  /** What the file cannot support; identifiers begin with `import-`. */
  readonly findings: readonly Finding[];
}

/** What most formats leave empty. */
export const PLAIN_RUN = {
  params: {},
  version: null,
  machine: null,
  runtime: null,
  settings: {},
  budgets: [],
  findings: [],
} as const satisfies Partial<ImportedRun>;
