import { expect } from 'vitest';
import type { ComparisonReport } from '../../harness/model/documents/run-report-and-comparison-document.ts';
import type { LiveProject } from './live-comparison-project.ts';
import type { CommandOptions } from './run-command-in-process.ts';

/** Runs `compare` on a project in the process of the test; returns the exit code and the report. */
export async function runCompareOnProject(
  project: LiveProject,
  args: readonly string[],
  options: Partial<CommandOptions> = {},
): Promise<{ readonly code: number; readonly report: ComparisonReport }> {
  // Options come first, since everything after `--` is the measured command.
  const asked = ['compare', '--reporter', 'json', ...args];
  const { code, out, err } = await project.command(asked, options);
  // Without a report, the error output says why.
  expect(out, err).not.toBe('');
  return { code, report: JSON.parse(out) as ComparisonReport };
}

export const findComparison = ({ comparisons }: ComparisonReport, metric: string) =>
  comparisons.find((comparison) => comparison.metric === metric);
