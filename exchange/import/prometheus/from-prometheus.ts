import type { LinesImporter, TextImporter } from '../importer.ts';
import { ONE_TRIAL } from '../telemetry/one-trial.ts';
import { tornLines } from '../torn-lines.ts';
import { readExposition } from './read-exposition.ts';
import { readRange } from './read-range.ts';
import { createSeriesSet } from './series.ts';
import { prometheusRuns } from './to-runs.ts';

/** Scrapes in Prometheus' text format; several are of one time after the other. */
export const fromPrometheusText: LinesImporter = {
  type: 'lines',
  format: 'prometheus',
  tool: 'Prometheus',
  moreTrials: ONE_TRIAL,
  belongTogether: true,
  recognises: (head) => /^# (?:HELP|TYPE|UNIT) [a-zA-Z_:][\w:]* /m.test(head),
  read: async (files) => {
    const set = createSeriesSet();
    let torn = 0;
    for (const lines of files) if (await readExposition(lines, set)) torn += 1;
    return prometheusRuns(set.all(), tornLines(torn));
  },
};

/** Answers of Prometheus' HTTP API to a query of counters or buckets over a range. */
export const fromPrometheusRange: TextImporter = {
  type: 'text',
  format: 'prometheus',
  tool: 'Prometheus',
  moreTrials: ONE_TRIAL,
  recognises: (head) => /^\s*\{/.test(head) && /"resultType"\s*:\s*"(?:matrix|vector)"/.test(head),
  read: (text) => prometheusRuns(readRange(text), []),
};
