import { z } from 'zod';
import { readVitestReport } from '../../harness/executors/function/vitest/vitest-report.ts';
import type { Finding } from '../../harness/model/finding.ts';
import { PLAIN_RUN } from './imported-run.ts';
import { ImportProblem, type TextImporter } from './importer.ts';
import { momentOf } from './moment.ts';
import { parseJson } from './parse-json.ts';

const fileSchema = z.looseObject({
  testResults: z.array(z.unknown()),
  startTime: z.number().optional(),
});

const MEDIAN_ONLY: Finding = {
  id: 'import-summary',
  level: 'info',
  message: 'vitest writes no raw values: each benchmark is the median of its calls in one process.',
  remedy: 'perf-harness run FILE.bench.ts measures the same benchmarks in fresh processes.',
};

/** `vitest bench --reporter=json` of vitest 5. A run of vitest is one trial of each benchmark. */
export const fromVitest: TextImporter = {
  type: 'text',
  format: 'vitest',
  tool: 'vitest',
  recognises: (head) => /^\s*\{/.test(head) && /"numTotalTestSuites"\s*:/.test(head),
  read: (text) => {
    const { startTime } = parseJson(text, fileSchema);
    const { tasks, failures } = readVitestReport(text);
    if (tasks.length === 0) {
      const [failure] = failures;
      const why =
        failure === undefined
          ? ''
          : `, and "${failure.test}" failed: ${failure.message.split('\n')[0]}`;
      throw new ImportProblem(`it holds no benchmarks of vitest 5${why}`);
    }
    const startedAt = momentOf(startTime);
    return tasks.map(({ name, p50, samples, totalMs }) => ({
      ...PLAIN_RUN,
      scenario: name,
      kind: 'function',
      trials: [
        {
          state: 'completed',
          startedAt,
          blocks: [{ operations: samples, durationMs: totalMs, measurements: { wall_time: p50 } }],
        },
      ],
      findings: [MEDIAN_ONLY],
    }));
  },
};
