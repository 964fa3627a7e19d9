import type { Finding } from '../model/finding.ts';
import type { LiveSide, LiveSides } from './live-comparison-context.ts';

export function preparationFindings(
  { findings, failedBuilds }: Pick<LiveSide, 'findings' | 'failedBuilds'>,
  scenario: string,
): readonly Finding[] {
  const builds = failedBuilds.filter(({ scenarios }) => scenarios.includes(scenario));
  return [...findings, ...builds.map(({ finding }) => finding)];
}

/**
 * Returns all findings about preparing the sides: a failed build once, however many scenarios need
 * it, and a finding of both sides once.
 */
export function listPreparationFindings({ base, head }: LiveSides): readonly Finding[] {
  const findingsOf = ({ findings, failedBuilds }: LiveSide): readonly Finding[] => [
    ...findings,
    ...failedBuilds.map(({ finding }) => finding),
  ];
  const baseFindings = findingsOf(base);
  const isNew = ({ id, message }: Finding): boolean =>
    !baseFindings.some((finding) => finding.id === id && finding.message === message);
  return [...baseFindings, ...findingsOf(head).filter(isNew)];
}
