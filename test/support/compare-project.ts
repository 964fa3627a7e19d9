import { expect } from 'vitest';
import type { ComparisonReport } from '../../harness/model/documents/comparison-document.ts';
import type { LiveProject } from './live-project.ts';
import type { CommandOptions } from './run-command-in-process.ts';

/** Runs `compare` on a project in the process of the test; returns the exit code and the report. */
export async function compareProject(
  project: LiveProject,
  args: readonly string[],
  options: Partial<CommandOptions> = {},
): Promise<{ readonly code: number; readonly report: ComparisonReport }> {
  // First, since what follows `--` is the command that is measured.
  const asked = ['compare', '--reporter', 'json', ...args];
  const { code, out, err } = await project.command(asked, options);
  // An error says itself what it is, where there is no report.
  expect(out, err).not.toBe('');
  return { code, report: JSON.parse(out) as ComparisonReport };
}

export const findComparison = ({ comparisons }: ComparisonReport, metric: string) =>
  comparisons.find((comparison) => comparison.metric === metric);
