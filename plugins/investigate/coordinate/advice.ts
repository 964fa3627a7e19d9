import type { CauseEvidence, IncidentChange } from '../document/investigation-document.ts';

/** What would show that a change is not the cause. */
export function refutation({ kind, before, after }: IncidentChange): string {
  switch (kind) {
    case 'traffic':
      return 'as slow with the traffic of before';
    case 'resource':
      return 'as slow where this is as it was before';
    case 'configuration':
      return `as slow with ${before ?? 'nothing'} in place of ${after ?? 'nothing'}, and all else as it is`;
    case 'dependency':
      return `as slow with ${before ?? 'none'} pinned`;
    case 'code':
    case 'removed safeguard':
      return 'as slow at the commit before, under the same load';
  }
}

/**
 * The observation that would say most next.
 *
 * @param measured - What `--reproduce` said of it; null: it was not measured.
 */
export function nextObservation(
  { kind, mechanisms }: IncidentChange,
  supporting: readonly CauseEvidence[],
  measured: CauseEvidence | null,
): string {
  // What speaks neither for nor against it is told here.
  if (measured?.weight === 0)
    return `${measured.message}; measure it with more pairs: ${measured.place} --time 20min`;
  if (kind === 'traffic') return 'who asks more: requests by client, region and endpoint';
  if (kind === 'resource')
    return 'what else uses it: other services of the machine, and their logs';
  const hasSignal = supporting.some(({ source }) => source === 'metrics');
  if (!hasSignal && mechanisms.length > 0)
    return `numbers of ${mechanisms.join(' and ')} over the same time: --metrics`;
  return kind === 'configuration'
    ? 'set it back on one instance and compare its latency with the others'
    : 'measure the commit before and after with a scenario of this path: --reproduce';
}
