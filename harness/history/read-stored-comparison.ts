import { z } from 'zod';
import type { Files } from '../host/file-operations.ts';
import { runRecordSchema } from '../model/documents/run-record.ts';
import {
  COMPARISON_SCHEMA,
  type ComparisonReport,
  comparisonReportSchema,
} from '../model/documents/run-report-and-comparison-document.ts';
import { EXIT } from '../model/exit-code.ts';
import { UserError } from '../model/user-error.ts';
import { tryParseJson } from '../model/value/try-parse-json.ts';
import { extractRunsFromJson } from './extract-runs-from-json.ts';
import { parseVersioned } from './parse-versioned-json.ts';

/**
 * Reads a comparison run by run, since a thousand scenarios with all pairs exceed the maximum
 * string length. @throws UserError
 */
export async function readStoredComparison(files: Files, path: string): Promise<ComparisonReport> {
  // Throws if the file may not be read, with the usual error.
  files.readEnds(path, 1);
  const runs: unknown[] = [];
  const rest = await extractRunsFromJson(readParts(files, path), (text) =>
    runs.push(tryParseJson(text)),
  );
  const extractedRunSchema = z.preprocess(
    (value) => (value === null ? runs.shift() : value),
    runRecordSchema,
  );
  return parseVersioned(rest, path, {
    noun: 'comparison',
    identifier: COMPARISON_SCHEMA,
    schema: comparisonReportSchema
      .unwrap()
      .extend({ runs: z.array(extractedRunSchema).readonly() })
      .readonly(),
    exitCode: EXIT.baseline,
  });
}

async function* readParts(files: Files, path: string): AsyncGenerator<string> {
  try {
    yield* files.readParts(path);
  } catch (error) {
    throw new UserError({
      code: 'comparison-damaged',
      message: `The comparison ${path} cannot be read completely: ${error instanceof Error ? error.message : error}.`,
      remedy: 'Pass another file, or restore this file from a backup.',
      exitCode: EXIT.baseline,
      cause: error,
    });
  }
}
