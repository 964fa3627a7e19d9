import { type Budget, type Finding, imports, readers } from 'perf-harness/plugin';
import { ImportProblem, type LinesImporter } from './importer.ts';
import { toIsoTimestamp } from './parse-imported-values.ts';

const DECLARES = /"type"\s*:\s*"(?:Metric|Point)"/;

/** Raw points, as written by `k6 run --out json=FILE`. A run of k6 is one trial. */
export const k6PointsImporter: LinesImporter = {
  type: 'lines',
  format: 'k6',
  tool: 'k6',
  // The first line declares a metric.
  recognises: (head) => {
    const [line = ''] = head.trimStart().split('\n', 1);
    const { keys } = readers.readFirstKeys(line);
    return ['data', 'metric', 'type'].every((key) => keys.includes(key)) && DECLARES.test(line);
  },
  read: async (files) => {
    const results = await readAll(files);
    const thresholds = [...results.metrics.values()].flatMap(({ name, thresholds: texts = [] }) =>
      [...new Set(texts)].map((text) => ({ metric: name, text })),
    );
    const { budgets, findings } = convertK6Thresholds(thresholds);
    const wanted = budgets.map(({ metric }) => metric);
    const block = readers.k6Block(results, wanted, { counted: {}, side: null }, {});
    return [
      {
        scenario: 'k6',
        kind: 'k6',
        trials: [{ state: 'completed', startedAt: startOf(results), blocks: [block] }],
        budgets,
        findings,
      },
    ];
  },
};

/** Returns the start; null if only waiting virtual users have points: their time means nothing. */
function startOf({ span }: readers.K6Results): string | null {
  return span.firstMs === 0 ? null : toIsoTimestamp(span.firstMs);
}

async function readAll(files: readonly AsyncIterable<string>[]): Promise<readers.K6Results> {
  const all: readers.K6Results[] = [];
  for (const lines of files) {
    const results = await readers.readK6Results(lines).catch((error: unknown) => {
      // An error with a `code` is a failure to read the file itself.
      if (!(error instanceof Error) || 'code' in error) throw error;
      throw new ImportProblem(error.message, { cause: error });
    });
    all.push(results);
  }
  // Avoids merging a single file, since merging copies all values, of which there may be millions.
  const [first] = all;
  const results = all.length === 1 && first !== undefined ? first : readers.mergeK6Results(all);
  if (results.isTruncated) {
    throw new ImportProblem(
      'the last line is incomplete, because k6 was stopped while writing or the copy is truncated',
    );
  }
  if (results.points === 0) throw new ImportProblem('the file contains no points');
  return results;
}

/** Converts a k6 script's thresholds to budgets, with findings about any it cannot convert. */
export function convertK6Thresholds(
  thresholds: readonly { readonly metric: string; readonly text: string }[],
): { readonly budgets: readonly Budget[]; readonly findings: readonly Finding[] } {
  const budgets: Budget[] = [];
  const findings: Finding[] = [];
  for (const { metric, text } of thresholds) {
    const parsed = imports.parseThreshold(metric, text);
    if ('budget' in parsed) budgets.push(parsed.budget);
    else {
      findings.push({
        id: 'import-threshold',
        level: 'info',
        message: `The threshold "${metric} ${text}" of the script cannot be converted to a budget: ${parsed.problem}.`,
      });
    }
  }
  return { budgets, findings };
}
