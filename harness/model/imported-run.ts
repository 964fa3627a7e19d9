import { z } from 'zod';
import { nullableText } from './described-value-schemas.ts';
import type { FieldData } from './field-metrics.ts';
import type { Finding } from './finding.ts';
import { readonlyObject } from './readonly-object-schema.ts';
import type { Budget } from './scenario/budget.ts';
import type { Params, ScenarioKind } from './scenario/scenario.ts';
import type { Block } from './trial.ts';

export const importedSchema = readonlyObject({
  format: z.string().describe('Format name used by `perf-harness import`.'),
  tool: z.string().describe('Name of the measuring program.'),
  version: nullableText.describe('Version of the measuring program; null means not in the file.'),
  files: z.array(z.string()).readonly().describe('Names of the imported files, without folders.'),
  machine: nullableText.describe('Machine as described in the file; null means not described.'),
  runtime: nullableText.describe(
    'Runtime of the measured code as described in the file; null means not described.',
  ),
});

/** Origin of a run that another program measured. */
export type Imported = z.infer<typeof importedSchema>;

/** Fresh unit measured by another program: a process, a load run, a page load. */
export type ImportedTrial =
  | {
      readonly state: 'completed';
      /** ISO 8601; null if the file does not state it. */
      readonly startedAt: string | null;
      /** Measurement blocks of the unit; their median is its value. */
      readonly blocks: readonly Block[];
    }
  | { readonly state: 'failed'; readonly message: string };

/** Benchmark from an imported file. */
export interface ImportedRun {
  /** The name that the program knows it by. */
  readonly scenario: string;
  readonly kind: ScenarioKind;
  readonly params: Params;
  /** Version of the program; null where the file does not state it. */
  readonly version: string | null;
  /** Description of the machine; equal text: same machine. null if the file does not state it. */
  readonly machine: string | null;
  /** Runtime of the measured code, in words. */
  readonly runtime: string | null;
  /** Measurement settings: runs with any difference in them are not compared. */
  readonly settings: Readonly<Record<string, unknown>>;
  readonly trials: readonly ImportedTrial[];
  /** Values of real users, if the file has nothing else. */
  readonly field?: FieldData;
  /** Limits that the file brings. */
  readonly budgets: readonly Budget[];
  /** Limits of the file; identifiers begin with `import-`. */
  readonly findings: readonly Finding[];
}
