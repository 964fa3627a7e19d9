import { CLOCK_WENT_BACK } from '../data/log-quality-findings.ts';
import { MIN_VALUES_FOR_P95 } from '../data/request-latency-and-error-statistics.ts';
import type {
  CauseEvidence,
  CodePart,
  DataPart,
  IncidentCause,
  IncidentChange,
  IncidentOnset,
  IncidentSignal,
  InfrastructurePart,
  InvestigationReport,
} from '../document/investigation-document.ts';
import {
  endpointEvidence,
  findTrafficChanges,
  timingEvidence,
  trafficEvidence,
} from './evidence-from-changes.ts';
import {
  cpuEvidence,
  findMatchingSignals,
  poolSizeEvidence,
  signalEvidence,
} from './evidence-from-logs-and-metrics.ts';
import { findResourceChanges } from './find-unexplained-resource-signals.ts';

/** Results of the analysers; null: the analyser failed or had no input. */
export interface AnalysisResults {
  readonly data: DataPart | null;
  readonly code: CodePart | null;
  readonly infrastructure: InfrastructurePart | null;
  /** Measured evidence by the id of the change. Default: none. */
  readonly measured?: ReadonlyMap<string, CauseEvidence>;
}

interface Candidate {
  readonly change: IncidentChange;
  readonly source: CauseEvidence['source'];
}

/** A rival with this share of the best score leaves the cause open. */
const RIVAL = 0.8;
/** Independent sources that an established cause needs (INV-31). */
const FEWEST_SOURCES = 2;

/**
 * Ranks changes by the evidence for and against each as the cause. A change after the onset or long
 * before it cannot be the cause; a change just before it may be. Its mechanism changing at the same
 * time supports it, as does being on the path that became slow.
 */
export function rankCauses(found: AnalysisResults): readonly IncidentCause[] {
  const { data } = found;
  const onset = data?.onset ?? null;
  if (data === null || onset === null) return [];
  const fitting = findMatchingSignals(data.signals, onset, {
    intervalMs: data.interval_ms,
    intervals: data.timeline.length,
  });
  const toCause = (candidate: Candidate): IncidentCause =>
    weigh(candidate, data, onset, fitting, found.measured?.get(candidate.change.id));
  const changes = changesIn(found, data).map(toCause);
  const explained = new Set(
    changes
      .filter(({ score, sources }) => score > 0 && sources.includes('metrics'))
      .flatMap(({ change }) => change.mechanisms),
  );
  const resources = findResourceChanges(fitting, explained).map((change) =>
    toCause({ change, source: 'metrics' }),
  );
  return [...changes, ...resources].toSorted((a, b) => b.score - a.score);
}

function changesIn(
  { code, infrastructure }: AnalysisResults,
  data: DataPart,
): readonly Candidate[] {
  const seen: readonly Candidate[] = [
    ...(code?.changes ?? []).map((change) => ({ change, source: 'repository' as const })),
    ...(infrastructure?.changes ?? []).map((change) => ({
      change,
      source: change.commit === null ? ('configuration' as const) : ('repository' as const),
    })),
    ...findTrafficChanges(data).map((change) => ({ change, source: 'logs' as const })),
  ];
  return seen.filter(({ change }) => change.direction !== 'neutral');
}

/**
 * Concludes whether the top cause is established: supported by two sources, and by more than any
 * rival. Coincidence in time is never enough, and traffic is never the cause: the cause is what
 * could not handle it (INV-14).
 */
export function concludeCause(
  found: AnalysisResults,
  causes: readonly IncidentCause[],
): InvestigationReport['conclusion'] {
  if (found.data === null || isBlind(found.data)) return 'nothing to look at';
  if (found.data.onset === null) return 'nothing to explain';
  const [best, ...others] = causes;
  // Without reliable timestamps, the order of cause and effect is unknown.
  const isInOrder = found.data.findings.every(({ id }) => id !== CLOCK_WENT_BACK);
  if (best === undefined || !isInOrder || !isSupported(best))
    return 'probable cause not established';
  // Two changes supported by the same numbers can be separated by reverting one, not by points.
  const hasRival = others
    .filter((other) => !isOfMeasuredCommit(other, best))
    .some((other) => isSupported(other) || other.score >= best.score * RIVAL);
  return hasRival ? 'probable cause not established' : 'established';
}

/** Intervals with enough timed requests needed to know the level before and after a change. */
const FEWEST_SEEN = 8;

/** True if a degradation could not have been detected: missing data is not a good result. */
function isBlind({ onset, timeline }: DataPart): boolean {
  const seen = timeline.filter(
    ({ count, p95 }) => count >= MIN_VALUES_FOR_P95 && p95 !== null,
  ).length;
  return onset === null && seen < FEWEST_SEEN;
}

/** A measurement applies to a commit with all its changes. */
function isOfMeasuredCommit({ change }: IncidentCause, best: IncidentCause): boolean {
  return best.sources.includes('measured') && change.commit === best.change.commit;
}

function isSupported({ sources, against, change }: IncidentCause): boolean {
  return (
    sources.length >= FEWEST_SOURCES &&
    against.length === 0 &&
    change.direction === 'worse' &&
    change.kind !== 'traffic'
  );
}

function weigh(
  { change, source }: Candidate,
  data: DataPart,
  onset: IncidentOnset,
  fitting: readonly IncidentSignal[],
  answer: CauseEvidence | undefined,
): IncidentCause {
  const bySignal = change.kind === 'resource' ? [] : signalEvidence(change, fitting);
  const evidence = [
    itself(change, source),
    ...timingEvidence(change, onset, data.interval_ms),
    ...(bySignal.length > 0 ? bySignal : cpuEvidence(change, fitting, data)),
    ...poolSizeEvidence(change, fitting),
    ...endpointEvidence(change, data),
    ...trafficEvidence(change, data),
    ...(answer === undefined ? [] : [answer]),
  ];
  const supporting = evidence.filter(({ weight }) => weight > 0);
  return {
    // Only a measurement determines the cost (INV-23).
    change:
      answer === undefined || answer.weight <= 0 ? change : { ...change, cost: answer.message },
    score: evidence.reduce((sum, { weight }) => sum + weight, 0),
    sources: [
      ...new Set(supporting.filter(({ weight }) => weight >= 1).map((entry) => entry.source)),
    ],
    for: supporting,
    against: evidence.filter(({ weight }) => weight < 0),
    refuted_by: refutation(change),
    next: nextObservation(change, supporting, answer ?? null),
  };
}

/** Evidence that the change exists: observed, not inferred; the only one for resource metrics. */
function itself(change: IncidentChange, source: CauseEvidence['source']): CauseEvidence {
  const weight = WEIGHTS[change.direction] * (change.kind === 'resource' ? 2 : 1);
  const message = change.id.startsWith('mix-') ? SEEN_MIX : SEEN[change.kind];
  return { source, message, place: placeOf(change), weight };
}

const WEIGHTS: Readonly<Record<IncidentChange['direction'], number>> = {
  worse: 1,
  unclear: 0.5,
  hides: 0.25,
  neutral: 0,
};

const SEEN: Readonly<Record<IncidentChange['kind'], string>> = {
  configuration: 'the setting changed',
  dependency: 'the version changed',
  code: 'the code changed',
  'removed safeguard': 'the safeguard was removed',
  traffic: 'more requests arrived',
  resource: 'the metric changed, and no change to the service explains it',
};

/** Message for traffic that did not grow but changed in its composition. */
const SEEN_MIX = 'the share of these requests rose at the same time';

function placeOf({ file, line, commit, kind, title }: IncidentChange): string {
  if (kind === 'resource') return title;
  const where = file === null ? 'logs' : line === null ? file : `${file}:${line}`;
  return commit === null ? where : `${where} in ${commit.slice(0, 12)}`;
}

/** Returns the observation that would refute a change as the cause. */
function refutation({ kind, before, after }: IncidentChange): string {
  switch (kind) {
    case 'traffic':
      return 'the service is equally slow with the previous traffic';
    case 'resource':
      return 'the service is equally slow with this metric at its previous value';
    case 'configuration':
      return `the service is equally slow with ${before ?? 'nothing'} instead of ${after ?? 'nothing'} and everything else unchanged`;
    case 'dependency':
      return `the service is equally slow with ${before ?? 'none'} pinned`;
    case 'code':
    case 'removed safeguard':
      return 'the service is equally slow at the previous commit, under the same load';
  }
}

/**
 * Returns the most informative next observation.
 *
 * @param measured - Result of `--reproduce` for the change; null if it was not measured.
 */
function nextObservation(
  { kind, mechanisms }: IncidentChange,
  supporting: readonly CauseEvidence[],
  measured: CauseEvidence | null,
): string {
  // Evidence that is neither for nor against a change is reported here.
  if (measured?.weight === 0)
    return `${measured.message}; measure with more pairs: ${measured.place} --time 20min`;
  if (kind === 'traffic') return 'the source of the extra requests, by client, region and endpoint';
  if (kind === 'resource')
    return 'other users of the resource, such as other services on the machine, and their logs';
  const hasSignal = supporting.some(({ source }) => source === 'metrics');
  if (!hasSignal && mechanisms.length > 0)
    return `metrics for ${mechanisms.join(' and ')} over the same period: --metrics`;
  return kind === 'configuration'
    ? 'revert the setting on one instance and compare its latency with the others'
    : 'measure the commit and its parent with a scenario that exercises this code path: --reproduce';
}
