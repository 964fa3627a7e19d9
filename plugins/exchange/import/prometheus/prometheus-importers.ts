import { readers } from 'perf-harness/plugin';
import { z } from 'zod';
import {
  ImportProblem,
  incompleteLineFindings,
  type LinesImporter,
  ONE_TRIAL_ADVICE,
  type TextImporter,
} from '../importer.ts';
import { parseJson } from '../parse-imported-values.ts';
import { createPrometheusRuns } from './create-prometheus-runs.ts';
import { createSeriesSet, type PrometheusSeries, type SeriesSet } from './prometheus-series.ts';

/** Seconds since 1970, and a number as text. */
const sampleSchema = z.tuple([z.number(), z.string()]);
const answerSchema = z.looseObject({
  status: z.string(),
  error: z.string().optional(),
  data: z
    .looseObject({
      resultType: z.string(),
      result: z.array(
        z.looseObject({
          metric: z.record(z.string(), z.string()),
          values: z.array(sampleSchema).optional(),
          value: sampleSchema.optional(),
        }),
      ),
    })
    .optional(),
});

/** Reads a saved response of `/api/v1/query_range` or `/api/v1/query`. @throws ImportProblem */
function readRange(text: string): readonly PrometheusSeries[] {
  const { status, error, data } = parseJson(text, answerSchema);
  if (status !== 'success' || data === undefined) {
    throw new ImportProblem(
      `the file contains a Prometheus error: ${(error ?? status).slice(0, 80)}`,
    );
  }
  const set = createSeriesSet();
  for (const { metric, values, value } of data.result) {
    const { __name__: name, ...labels } = metric;
    if (name === undefined) {
      throw new ImportProblem(
        'the series have no name, because functions such as rate or histogram_quantile remove it; save the counters or buckets themselves',
      );
    }
    const known = new Map(Object.entries(labels));
    for (const [seconds, number] of values ?? (value === undefined ? [] : [value])) {
      const read = readers.parsePrometheusNumber(number);
      if (read === null)
        throw new ImportProblem(`the file contains the invalid value "${number.slice(0, 40)}"`);
      set.add(name, known, { ms: seconds * 1_000, value: read });
    }
  }
  return set.all();
}

/** Scrapes in Prometheus' text format; several files are successive scrapes. */
export const prometheusTextImporter: LinesImporter = {
  type: 'lines',
  format: 'prometheus',
  tool: 'Prometheus',
  moreTrials: ONE_TRIAL_ADVICE,
  belongTogether: true,
  recognises: (head) => /^# (?:HELP|TYPE|UNIT) [a-zA-Z_:][\w:]* /m.test(head),
  read: async (files) => {
    const set = createSeriesSet();
    let torn = 0;
    for (const lines of files) if (await readExposition(lines, set)) torn += 1;
    return createPrometheusRuns(set.all(), incompleteLineFindings(torn));
  },
};

/** Responses of Prometheus' HTTP API to a range query of counters or buckets. */
export const prometheusRangeImporter: TextImporter = {
  type: 'text',
  format: 'prometheus',
  tool: 'Prometheus',
  moreTrials: ONE_TRIAL_ADVICE,
  recognises: (head) => /^\s*\{/.test(head) && /"resultType"\s*:\s*"(?:matrix|vector)"/.test(head),
  read: (text) => createPrometheusRuns(readRange(text), []),
};

/** A line with more characters is of no exposition. */
const LONGEST_LINE = 1_000_000;
/** A moment in seconds stays below it until the year 5138. */
const SECONDS_BELOW = 1e11;

/**
 * Reads one scrape, in Prometheus' text format or in OpenMetrics.
 * @returns True if the last line is incomplete.
 * @throws ImportProblem with the number of an invalid line.
 */
async function readExposition(lines: AsyncIterable<string>, into: SeriesSet): Promise<boolean> {
  let [number, isTorn] = [0, false];
  for await (const line of lines) {
    number += 1;
    // Only the last line may be incomplete.
    if (isTorn) throw new ImportProblem(`line ${number - 1} is not a Prometheus sample`);
    if (line.length > LONGEST_LINE) throw new ImportProblem(`line ${number} is longer than 1 MB`);
    const text = line.trim();
    if (text === '' || text.startsWith('#')) continue;
    const sample = readers.parsePrometheusSample(text);
    isTorn = sample === null;
    if (sample === null) continue;
    const { name, labels, value, time } = sample;
    const ms = time !== null && time < SECONDS_BELOW ? time * 1_000 : time;
    into.add(name, new Map(readers.parsePrometheusLabels(labels)), { ms, value });
  }
  return isTorn;
}
