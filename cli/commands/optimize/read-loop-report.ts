import type { Host } from '../../../harness/host.ts';
import type { OptimizationReport } from '../../../harness/model/documents/optimization-document.ts';
import { UserError } from '../../../harness/model/user-error.ts';

/**
 * What a loop of this project wrote at its end.
 * @throws UserError where there is none, several could be meant, or it cannot be read.
 */
export async function readLoopReport(
  host: Host,
  slug: string | undefined,
): Promise<OptimizationReport> {
  // Plugins import the public entry by its name, which has to mean this program first.
  await import('../../../harness/loader/register-self.ts');
  const { readReport } = await import('../../../plugins/optimize/status.ts');
  return checkedReport(readReport(host, host.cwd, slug));
}

/** @throws UserError where it is no report of this version. */
export async function checkedReport(value: unknown): Promise<OptimizationReport> {
  const { optimizationReportSchema } = await import(
    '../../../harness/model/documents/optimization-document.ts'
  );
  const parsed = optimizationReportSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [first] = parsed.error.issues;
  throw new UserError({
    code: 'bad-report',
    message: `The report of the loop cannot be read: "${first?.path.join('.')}": ${first?.message}.`,
    remedy: 'It was written by another version, or by hand: begin again with --fresh.',
    cause: parsed.error,
  });
}
