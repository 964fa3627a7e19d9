import { readers } from 'perf-harness/plugin';
import { z } from 'zod';
import {
  ImportProblem,
  type LinesImporter,
  ONE_TRIAL_ADVICE,
  type TextImporter,
} from '../importer.ts';
import { parseJson } from '../parse-imported-json.ts';
import { incompleteLineFindings } from '../truncated-import-file-findings.ts';
import { createPrometheusRuns } from './create-prometheus-runs.ts';
import { createSeriesSet, type PrometheusSeries } from './prometheus-series.ts';
import { readExposition } from './read-prometheus-exposition.ts';

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
