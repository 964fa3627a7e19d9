import type {
  CauseEvidence,
  CauseMechanism,
  CodePart,
  DataPart,
  IncidentCause,
  IncidentChange,
  IncidentOnset,
  IncidentSignal,
  InfrastructurePart,
  InvestigationReport,
} from 'perf-harness';

/** What the analysers found; null: one failed, or had nothing to look at. */
export interface Found {
  readonly data: DataPart | null;
  readonly code: CodePart | null;
  readonly infrastructure: InfrastructurePart | null;
}

/** A change is near enough to the beginning if it came within so many minutes before it. */
const WINDOW_MS = 30 * 60_000;
/** Traffic that rose by as much is a cause of its own. */
const MORE_TRAFFIC = 1.5;
/** A rival with this share of the best score leaves the cause open. */
const RIVAL = 0.8;
/** Independent sources that an established cause needs (INV-31). */
const FEWEST_SOURCES = 2;

/**
 * What supports each change as the cause, and what speaks against it. Points: a change that came after
 * the beginning, or long before it, cannot be it; one that came just before it may be; what it acts
 * through was seen to change at the same time; the path it is on is the one that grew slow.
 */
export function rankCauses({ data, code, infrastructure }: Found): readonly IncidentCause[] {
  const onset = data?.onset ?? null;
  if (data === null || onset === null) return [];
  const changes = [
    ...(code?.changes ?? []).map((change) => ({ change, source: 'repository' as const })),
    ...(infrastructure?.changes ?? []).map((change) => ({
      change,
      source: change.commit === null ? ('configuration' as const) : ('repository' as const),
    })),
    ...trafficChange(data).map((change) => ({ change, source: 'logs' as const })),
  ].filter(({ change }) => change.direction !== 'neutral');
  return changes
    .map(({ change, source }) => weigh(change, source, data, onset))
    .toSorted((a, b) => b.score - a.score);
}

/** Established: supported by two sources, and by more than any rival. Nothing from coincidence alone. */
export function conclude(
  found: Found,
  causes: readonly IncidentCause[],
): InvestigationReport['conclusion'] {
  if (found.data !== null && found.data.onset === null) return 'nothing to explain';
  const [best, second] = causes;
  const isSupported =
    best !== undefined &&
    best.sources.length >= FEWEST_SOURCES &&
    best.against.length === 0 &&
    best.change.direction === 'worse';
  const isAlone = best !== undefined && (second === undefined || second.score < best.score * RIVAL);
  return isSupported && isAlone ? 'established' : 'probable cause not established';
}

function weigh(
  change: IncidentChange,
  source: CauseEvidence['source'],
  data: DataPart,
  onset: IncidentOnset,
): IncidentCause {
  const evidence = [
    itself(change, source),
    ...inTime(change, onset, data.interval_ms),
    ...signalsOf(change, data.signals, onset, data.interval_ms),
    ...onPath(change, data),
    ...confounded(change, data),
  ];
  const supporting = evidence.filter(({ weight }) => weight > 0);
  const against = evidence.filter(({ weight }) => weight < 0);
  return {
    change,
    score: evidence.reduce((sum, { weight }) => sum + weight, 0),
    sources: [...new Set(supporting.filter(({ weight }) => weight >= 1).map((one) => one.source))],
    for: supporting,
    against,
    refuted_by: refutation(change),
    next: nextObservation(change, supporting),
  };
}

/** That there is such a change at all: seen in the repository or a configuration, not inferred. */
function itself(change: IncidentChange, source: CauseEvidence['source']): CauseEvidence {
  const weight = change.direction === 'hides' ? 0.25 : 1;
  const message = SEEN[change.kind];
  return { source, message, place: placeOf(change), weight };
}

const SEEN: Readonly<Record<IncidentChange['kind'], string>> = {
  configuration: 'the setting changed',
  dependency: 'the version changed',
  code: 'the code changed',
  'removed safeguard': 'it was taken away',
  traffic: 'more requests came',
  resource: 'the resource changed',
};

function inTime(
  { at }: IncidentChange,
  { low, high }: IncidentOnset,
  intervalMs: number,
): readonly CauseEvidence[] {
  if (at === null) return [];
  const [moment, first, last] = [Date.parse(at), Date.parse(low), Date.parse(high) + intervalMs];
  const place = `${clock(at)} against ${clock(low)} to ${clock(high)}`;
  if (moment > last)
    return [{ source: 'logs', message: 'it came after the beginning', place, weight: -4 }];
  const early = first - moment;
  if (early > WINDOW_MS) {
    const message = `it was there ${Math.round(early / 60_000)} min before the beginning`;
    return [{ source: 'logs', message, place, weight: -1 }];
  }
  const minutes = Math.max(0, Math.round(early / 60_000));
  const message =
    minutes === 0 ? 'it came as it began' : `it came ${minutes} min before the beginning`;
  // Nearness is coincidence until something else agrees with it: not enough to count as a source.
  return [{ source: 'logs', message, place, weight: 0.9 * (1 - early / (2 * WINDOW_MS)) }];
}

/** Numbers that show what the change acts through, and changed when it began. */
function signalsOf(
  { mechanisms }: IncidentChange,
  signals: readonly IncidentSignal[],
  { low, high }: IncidentOnset,
  intervalMs: number,
): readonly CauseEvidence[] {
  const room = 2 * intervalMs;
  return mechanisms.flatMap((mechanism): readonly CauseEvidence[] => {
    const seen = signals.filter((signal) => signal.mechanism === mechanism);
    const fitting = seen.filter(
      (one) =>
        isWorse(mechanism, one) &&
        Date.parse(one.high) >= Date.parse(low) - room &&
        Date.parse(one.low) <= Date.parse(high) + room,
    );
    const [best] = fitting.toSorted((a, b) => shift(b) - shift(a));
    if (best === undefined) return [];
    const message = `${best.name} went from ${digits(best.before)} to ${digits(best.after)} at the same time`;
    return [{ source: 'metrics', message, place: `${best.name} at ${clock(best.at)}`, weight: 2 }];
  });
}

/** Less of a cache, of processors or of replicas is worse; of the rest, more. */
function isWorse(mechanism: CauseMechanism, { name, before, after }: IncidentSignal): boolean {
  const isGood = /hit|idle|free|available|replica/iu.test(name) || mechanism === 'scaling';
  return isGood ? after < before : after > before;
}

function shift({ before, after }: IncidentSignal): number {
  return Math.abs(Math.log((Math.abs(after) + 1e-9) / (Math.abs(before) + 1e-9)));
}

/** The file is named like a part of the paths that grew slow, and of no other. */
function onPath({ file }: IncidentChange, { endpoints }: DataPart): readonly CauseEvidence[] {
  if (file === null) return [];
  const words = new Set(wordsOf(file));
  const named = (name: string): boolean => wordsOf(name).some((word) => words.has(word));
  const affected = endpoints.filter(({ is_affected }) => is_affected);
  const others = endpoints.filter(({ is_affected }) => !is_affected);
  const hit = affected.find(({ name }) => named(name));
  if (hit !== undefined && affected.length < endpoints.length)
    return [
      {
        source: 'logs',
        message: `it is on the path of ${hit.name}, which is slower`,
        place: file,
        weight: 0.9,
      },
    ];
  const wrong = others.find(({ name }) => named(name));
  return wrong === undefined || affected.length === 0
    ? []
    : [
        {
          source: 'logs',
          message: `it is on the path of ${wrong.name}, which is as before`,
          place: file,
          weight: -1,
        },
      ];
}

function wordsOf(text: string): readonly string[] {
  return text
    .replace(/([a-z])([A-Z])/gu, '$1 $2')
    .toLowerCase()
    .split(/[^a-z]+/u)
    .filter(
      (word) =>
        word.length > 3 &&
        !/^(?:index|route[sr]?|controller|service|handler|test|post)$/u.test(word),
    )
    .map((word) => word.replace(/s$/u, ''));
}

/** Much more traffic at the same time explains much of what could be a change's. */
function confounded({ kind }: IncidentChange, { traffic }: DataPart): readonly CauseEvidence[] {
  if (kind === 'traffic' || traffic === null || traffic.ratio < MORE_TRAFFIC) return [];
  const message = `traffic rose ${digits(traffic.ratio)} times at the same time`;
  return [{ source: 'logs', message, place: 'requests a minute', weight: -1 }];
}

function trafficChange({ traffic, onset }: DataPart): readonly IncidentChange[] {
  if (traffic === null || onset === null || traffic.ratio < MORE_TRAFFIC) return [];
  return [
    {
      ...{ id: 'traffic', kind: 'traffic', label: 'NEW ISSUE', at: onset.at, direction: 'worse' },
      title: `traffic went from ${digits(traffic.before)} to ${digits(traffic.after)} requests a minute`,
      ...{ commit: null, deployment: null, file: null, line: null },
      ...{ before: digits(traffic.before), after: digits(traffic.after) },
      ...{ mechanisms: ['load', 'cpu', 'connections'], cost: 'unknown' },
    },
  ];
}

function placeOf({ file, line, commit }: IncidentChange): string {
  const where = file === null ? 'logs' : line === null ? file : `${file}:${line}`;
  return commit === null ? where : `${where} in ${commit.slice(0, 12)}`;
}

function refutation({ kind, before, after }: IncidentChange): string {
  switch (kind) {
    case 'traffic':
      return 'as slow with the traffic of before';
    case 'configuration':
      return `as slow with ${before ?? 'nothing'} in place of ${after ?? 'nothing'}, and all else as it is`;
    case 'dependency':
      return `as slow with ${before ?? 'none'} pinned`;
    default:
      return 'as slow at the commit before, under the same load';
  }
}

function nextObservation(
  { kind, mechanisms }: IncidentChange,
  supporting: readonly CauseEvidence[],
): string {
  const hasSignal = supporting.some(({ source }) => source === 'metrics');
  if (hasSignal || mechanisms.length === 0)
    return kind === 'configuration'
      ? 'set it back on one instance and compare its latency with the others'
      : 'measure the commit before and after with a scenario of this path: --reproduce';
  return `numbers of ${mechanisms.join(' and ')} over the same time: --metrics`;
}

/** `2026-11-24 14:15` */
function clock(at: string): string {
  return at.slice(0, 16).replace('T', ' ');
}

function digits(value: number): string {
  return String(Number(value.toPrecision(3)));
}
