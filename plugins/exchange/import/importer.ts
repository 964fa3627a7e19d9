import { type Finding, type imports, readers } from 'perf-harness/plugin';

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

export interface FileFacts {
  /** Path as given by the user. */
  readonly path: string;
  /** Returns the text of a small file in the same folder; null if there is none. */
  readonly beside: (name: string) => string | null;
}

/** Advice for production data, which is a single trial. */
export const ONE_TRIAL_ADVICE =
  'Production data is treated as one trial, no matter how long a period it covers. Check it against limits; to measure changes, use compare.';

/** Benchmark as an importer reads it; a format leaves out what it does not state. */
export type RunDraft = Pick<imports.ImportedRun, 'scenario' | 'kind' | 'trials'> &
  Partial<imports.ImportedRun>;

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
  readonly read: (text: string, facts: FileFacts) => readonly RunDraft[];
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
  ) => Promise<readonly RunDraft[]>;
}

/** Converts the output of a program to runs. */
export type Importer = TextImporter | LinesImporter;

/** Error for a file that is not as expected; the message completes "it …" and names no file. */
export class ImportProblem extends Error {
  override readonly name = 'ImportProblem';
}

export function findingIf(isReported: boolean, finding: Finding): readonly Finding[] {
  return isReported ? [finding] : [];
}

/** @throws ImportProblem instead of the errors from readers of field data, profiles and logs. */
export function withImportErrors<T>(action: () => T): T {
  try {
    return action();
  } catch (error) {
    throw toImportProblem(error);
  }
}

/** An error of a reader as an ImportProblem; any other error as it is. */
export function toImportProblem(error: unknown): unknown {
  if (error instanceof readers.FieldProblem)
    return new ImportProblem(error.message, { cause: error });
  if (!(error instanceof readers.BadProfile)) return error;
  const isCut = /JSON|truncated/.test(error.message);
  return new ImportProblem(isCut ? 'the file is truncated' : error.message, { cause: error });
}

/** Findings on files whose last line is incomplete. @param files - Their number; 0: no finding. */
export function incompleteLineFindings(files: number): readonly Finding[] {
  return findingIf(files > 0, {
    id: 'import-torn-line',
    level: 'warning',
    message: `${files === 1 ? 'A file ends' : `${files} files end`} in the middle of a line, which was skipped. The program writing it was interrupted or is still running.`,
  });
}
