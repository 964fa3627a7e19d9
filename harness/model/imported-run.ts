import { z } from 'zod';
import type { FieldData } from './field-metrics.ts';
import type { Finding } from './finding.ts';
import { readonlyObject } from './readonly-object.ts';
import type { Budget } from './scenario/budget.ts';
import type { Params, ScenarioKind } from './scenario/scenario.ts';
import type { Block } from './trial.ts';

export const importedSchema = readonlyObject({
  format: z.string().describe('The word that `perf-harness import` knows the file by.'),
  tool: z.string().describe('Name of the program that measured.'),
  version: z.string().nullable().describe('Its version; null: the file does not say.'),
  files: z.array(z.string()).readonly().describe('Names of the files, without their folders.'),
  machine: z.string().nullable().describe('What the file says of the machine; null: nothing.'),
  runtime: z
    .string()
    .nullable()
    .describe('What the file says of the runtime of the measured code; null: nothing.'),
});

/** Origin of a run that another program measured. */
export type Imported = z.infer<typeof importedSchema>;

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

/** One benchmark, as a file has it. */
export interface ImportedRun {
  /** The name that the program knows it by. */
  readonly scenario: string;
  readonly kind: ScenarioKind;
  readonly params: Params;
  /** Version of the program; null where the file does not state it. */
  readonly version: string | null;
  /** In words; equal words are the same machine. null: the file does not say. */
  readonly machine: string | null;
  /** Runtime of the measured code, in words. */
  readonly runtime: string | null;
  /** Way of measuring: runs of which any of it differs are not compared. */
  readonly settings: Readonly<Record<string, unknown>>;
  readonly trials: readonly ImportedTrial[];
  /** Values of real users, where the file is about nothing else. */
  readonly field?: FieldData;
  /** Limits that the file brings. */
  readonly budgets: readonly Budget[];
  /** Limits of the file; identifiers begin with `import-`. */
  readonly findings: readonly Finding[];
}
