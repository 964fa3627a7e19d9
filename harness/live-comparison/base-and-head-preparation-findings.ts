import type { Finding } from '../model/finding.ts';
import type { LiveSide } from './live-comparison-context.ts';

/** Returns the findings about preparing a side that concern this scenario. */
export function preparationFindings(
  { findings, failedBuilds }: Pick<LiveSide, 'findings' | 'failedBuilds'>,
  scenario: string,
): readonly Finding[] {
  const own = failedBuilds.filter(({ scenarios }) => scenarios.includes(scenario));
  return [...findings, ...own.map(({ finding }) => finding)];
}
