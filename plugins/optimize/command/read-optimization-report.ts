import { type Host, UserError } from 'perf-harness/plugin';
import {
  type OptimizationReport,
  optimizationReportSchema,
} from '../document/optimization-document.ts';
import { readReport } from '../optimization-loop-status-reports-and-cleanup.ts';

/**
 * Reads the report that a loop of this project wrote at its end.
 * @throws UserError where there is none, several could be meant, or it cannot be read.
 */
export function readLoopReport(host: Host, slug: string | undefined): OptimizationReport {
  return parseLoopReport(readReport(host, host.cwd, slug));
}

/** @throws UserError where the value is no report of this version. */
export function parseLoopReport(value: unknown): OptimizationReport {
  const parsed = optimizationReportSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [first] = parsed.error.issues;
  throw new UserError({
    code: 'bad-report',
    message: `Cannot read the loop's report: "${first?.path.join('.')}": ${first?.message}.`,
    remedy:
      'The report was written by a different version or edited by hand. Start over with --fresh.',
    cause: parsed.error,
  });
}
