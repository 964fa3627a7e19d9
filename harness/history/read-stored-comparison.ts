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

/** Maximum depth of a list of runs: in the document itself, or in one of its members. */
const MAX_LIST_DEPTH = 2;

const [QUOTE, BACKSLASH, COLON] = [0x22, 0x5c, 0x3a];
const [OPEN_LIST, CLOSE_LIST, OPEN, CLOSE] = [0x5b, 0x5d, 0x7b, 0x7d];

/**
 * Extracts the runs from a JSON text that may exceed the maximum length of a string, with any
 * whitespace.
 * @param onRun - Called with the text of each run.
 * @returns The text with `null` in place of each run.
 */
export async function extractRunsFromJson(
  parts: AsyncIterable<string>,
  onRun: (text: string) => void,
): Promise<string> {
  const rest: string[] = [];
  let run: string[] | null = null;
  const scan = createScanner();
  for await (const part of parts) {
    let from = 0;
    for (let at = 0; at < part.length; at += 1) {
      const boundary = scan(part.charCodeAt(at));
      if (boundary === 'begins') {
        rest.push(part.slice(from, at), 'null');
        [run, from] = [[], at];
      } else if (boundary === 'ends' && run !== null) {
        run.push(part.slice(from, at + 1));
        onRun(run.join(''));
        [run, from] = [null, at + 1];
      }
    }
    (run ?? rest).push(part.slice(from));
  }
  // A truncated run makes the rest invalid too.
  return [...rest, ...(run ?? [])].join('');
}

/** Creates a scanner of consecutive characters that detects where runs begin and end. */
function createScanner(): (code: number) => 'begins' | 'ends' | null {
  let [depth, isString, isEscaped] = [0, false, false];
  /** Last string, and key of the next value. */
  let [text, key] = ['', ''];
  /** Depth of the runs being read; 0 outside of them. */
  let runsDepth = 0;
  return (code) => {
    if (isString) {
      if (isEscaped) isEscaped = false;
      else if (code === BACKSLASH) isEscaped = true;
      else if (code === QUOTE) isString = false;
      else if (runsDepth === 0 && depth <= MAX_LIST_DEPTH) text += String.fromCharCode(code);
      return null;
    }
    switch (code) {
      case QUOTE:
        isString = true;
        text = '';
        return null;
      case COLON:
        key = text;
        return null;
      case OPEN_LIST:
        if (runsDepth === 0 && depth <= MAX_LIST_DEPTH && key === 'runs') runsDepth = depth + 1;
        depth += 1;
        return null;
      case OPEN:
        depth += 1;
        return depth === runsDepth + 1 && runsDepth > 0 ? 'begins' : null;
      case CLOSE:
        depth -= 1;
        return depth === runsDepth && runsDepth > 0 ? 'ends' : null;
      case CLOSE_LIST:
        depth -= 1;
        if (depth < runsDepth) runsDepth = 0;
        return null;
      default:
        return null;
    }
  };
}
