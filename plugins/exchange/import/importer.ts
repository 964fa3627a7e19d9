import type { imports } from 'perf-harness/plugin';

/** Words that `import` knows the formats by. */
export const IMPORT_FORMATS = [
  'k6',
  'autocannon',
  'artillery',
  'lighthouse',
  'har',
  'hyperfine',
  'vitest',
  'criterion',
  'google-benchmark',
  'pytest-benchmark',
  'jmh',
  'benchmarkdotnet',
  'go',
  'rum',
  'crux',
  'search-console',
  'pino',
  'prometheus',
  'otlp',
  'postgresql-log',
  'mysql-slow-log',
] as const;
export type ImportFormat = (typeof IMPORT_FORMATS)[number];

/** Context of a file that an importer gets in addition to its text. */
export interface FileFacts {
  /** Path as given by the user. */
  readonly path: string;
  /** Returns the text of a small file in the same folder; null if there is none. */
  readonly beside: (name: string) => string | null;
}

/** Advice for production data, which is a single trial. */
export const ONE_TRIAL_ADVICE =
  'Production data is treated as one trial, no matter how long a period it covers. Check it against limits; to measure changes, use compare.';

interface ImporterBase {
  readonly format: ImportFormat;
  /** Name of the program. */
  readonly tool: string;
  /** Advice on getting more trials; absent: import files of several runs, each a trial. */
  readonly moreTrials?: string;
  /** True if a file that begins like this has this format. @param head - Its first characters. */
  readonly recognises: (head: string) => boolean;
}

/** Importer that reads a whole file, without side effects. @throws ImportProblem */
export interface TextImporter extends ImporterBase {
  readonly type: 'text';
  readonly read: (text: string, facts: FileFacts) => readonly imports.ImportedRun[];
}

/** Importer that reads files of any size by line; several are read as one. @throws ImportProblem */
export interface LinesImporter extends ImporterBase {
  readonly type: 'lines';
  /** Set when all files of an import are parts of one log. Absent: combined on request only. */
  readonly belongTogether?: true;
  /** @param names - Of the files, without their folders. */
  readonly read: (
    files: readonly AsyncIterable<string>[],
    names: readonly string[],
  ) => Promise<readonly imports.ImportedRun[]>;
}

/** Converts the output of a program to runs. */
export type Importer = TextImporter | LinesImporter;

/** Error for a file that is not as expected; the message completes "it …" and names no file. */
export class ImportProblem extends Error {
  override readonly name = 'ImportProblem';
}

/** Parts of a run that most formats leave empty. */
export const EMPTY_RUN_FIELDS = {
  params: {},
  version: null,
  machine: null,
  runtime: null,
  settings: {},
  budgets: [],
  findings: [],
} as const satisfies Partial<imports.ImportedRun>;
