import type {
  BeforeAndAfter,
  DataPart,
  IncidentAction,
  IncidentCause,
  IncidentOnset,
  InvestigationReport,
} from '../../../harness/model/documents/investigation-document.ts';
import { formatChange, formatQuantity, formatShare, NO_NUMBER } from '../../scale.ts';
import { commandWord } from '../../text/command-word.ts';
import { plural } from '../../text/plural.ts';
import { printable } from '../../text/printable.ts';
import { collectFootnotes, type Footnote } from '../footnotes.ts';
import type { NextStep } from '../next-step.ts';
import { closedFact, type FixFact, fixFacts } from './fix-facts.ts';
import {
  type ErrorLineFact,
  errorLineFacts,
  type SlowQueryFact,
  slowQueryFacts,
} from './incident-line-facts.ts';
import {
  incidentClock as clock,
  incidentFullMoment as fullMoment,
  incidentMoment as moment,
} from './incident-moment.ts';

/** A cause as every report shows it. */
export interface CauseFact {
  readonly place: number;
  readonly title: string;
  /** `config/production.yml:4 in 3f1c9a7d5b04, deployed as v42` */
  readonly where: string;
  readonly for: readonly string[];
  readonly against: readonly string[];
  readonly refutedBy: string;
  readonly next: string;
  readonly cause: IncidentCause;
}

/** One endpoint, or one value of a column, before and since it began. */
export interface AffectedFact {
  readonly name: string;
  readonly share: string;
  readonly before: string;
  readonly after: string;
  readonly change: string;
  readonly isAffected: boolean;
}

/** A plan's step as every report shows it. */
export interface ActionFact {
  readonly action: IncidentAction;
  readonly title: string;
  /** `within the hour` */
  readonly when: string;
}

/** An investigation as every reporter shows it. */
export interface InvestigationFacts {
  readonly headline: {
    readonly word: InvestigationReport['conclusion'];
    readonly sentence: string;
  };
  /** `checkout, 24 Nov 12:00 to 16:00 UTC, production, HIGH` */
  readonly about: string;
  /** When it began and what became worse; empty: nothing did. */
  readonly began: readonly string[];
  readonly endpoints: readonly AffectedFact[];
  readonly segments: readonly {
    readonly column: string;
    readonly values: readonly AffectedFact[];
  }[];
  readonly errors: readonly ErrorLineFact[];
  readonly queries: readonly SlowQueryFact[];
  readonly causes: readonly CauseFact[];
  readonly resources: readonly { readonly group: string; readonly message: string }[];
  readonly actions: readonly ActionFact[];
  /** Fixes that were verified, in their order. */
  readonly fixes: readonly FixFact[];
  /** null: it is open. */
  readonly closed: string | null;
  /** null: there are no logs to draw. */
  readonly data: DataPart | null;
  readonly footnotes: readonly Footnote[];
  readonly next: NextStep | null;
}

const MOST_ENDPOINTS = 8;
const MOST_CAUSES = 5;
const WHEN: Readonly<Record<IncidentAction['horizon'], string>> = {
  immediate: 'within the hour',
  short: 'within a day',
  long: 'within a week',
};

export function investigationFacts(document: InvestigationReport): InvestigationFacts {
  const { incident, causes, conclusion, actions, findings } = document;
  const data = document.data.state === 'completed' ? document.data.part : null;
  const { service, since, until, environment, priority } = incident;
  return {
    headline: { word: conclusion, sentence: sentenceOf(document, data) },
    about: `${printable(service)}, ${fullMoment(since)} to ${fullMoment(until)} UTC, ${environment}, ${priority}`,
    began: data === null ? [] : beganOf(data),
    endpoints: (data?.endpoints ?? []).slice(0, MOST_ENDPOINTS).map(affectedFact),
    segments: (data?.segments ?? []).map(({ column, values }) => ({
      column: printable(column),
      values: values.slice(0, MOST_ENDPOINTS).map(affectedFact),
    })),
    errors: data === null ? [] : errorLineFacts(data),
    queries: data === null ? [] : slowQueryFacts(data),
    causes: causes.slice(0, MOST_CAUSES).map(causeFact),
    resources:
      document.infrastructure.state === 'completed'
        ? document.infrastructure.part.resources.map(({ group, message }) => ({
            group,
            message: printable(message),
          }))
        : [],
    actions: actions.map((action) => ({
      ...{ action, title: printable(action.title), when: WHEN[action.horizon] },
    })),
    ...{ fixes: fixFacts(document), closed: closedFact(document) },
    ...{
      data,
      footnotes: collectFootnotes([{ scenario: null, findings }]),
      next: nextOf(document),
    },
  };
}

/** To see the change itself, or to name what else there is to look at. */
function nextOf({ conclusion, causes }: InvestigationReport): NextStep | null {
  if (conclusion === 'nothing to explain') return null;
  const { commit = null, file = null } = causes[0]?.change ?? {};
  if (commit === null)
    return { purpose: 'name what else is known', command: 'perf-harness investigate --help' };
  const place = file === null ? '' : ` -- ${commandWord(file)}`;
  return { purpose: 'see the change', command: `git show ${commit.slice(0, 12)}${place}` };
}

function sentenceOf({ conclusion, causes }: InvestigationReport, data: DataPart | null): string {
  const [best] = causes;
  if (data === null) return 'there are no logs, so nothing says when it began';
  if (conclusion === 'nothing to look at') return blindSentence(data);
  if (data.onset === null)
    return 'no trigger: nothing in the logs became worse for longer than noise explains';
  if (best === undefined)
    return `it began at ${moment(data.onset.at)}, and nothing that was looked at changed near it`;
  const title = printable(best.change.title);
  return conclusion === 'established'
    ? `${title}, supported by ${best.sources.join(' and ')}`
    : `it began at ${moment(data.onset.at)}; most supported is ${title}, and that is not enough to call it the cause`;
}

function blindSentence({ sources, timeline }: DataPart): string {
  const requests = timeline.reduce((sum, { count }) => sum + count, 0);
  const isTimed = sources.some(({ durations }) => (durations ?? null) !== null);
  if (isTimed || sources.every(({ durations }) => durations === undefined))
    return 'the logs have too few requests in this time to tell whether anything became worse';
  return requests === 0
    ? 'no durations were found: no line of the logs tells of a request'
    : `no durations were found: ${plural(requests, 'request')} were read, and none says how long it took`;
}

function onsetText(onset: IncidentOnset): string {
  const where = onset.endpoint === null ? '' : ` of ${printable(onset.endpoint)}`;
  return `${METRICS[onset.metric]}${where} ${changeOf(onset)}, ${KINDS[onset.kind]} at ${moment(onset.at)} UTC (${clock(onset.low)} to ${clock(onset.high)})`;
}

function beganOf({
  onset,
  also,
  before,
  after,
  traffic,
  affected_share,
  segments,
}: DataPart): readonly string[] {
  if (onset === null) return [];
  const lines = [onsetText(onset)];
  if (onset.until !== null) lines.push(`over at ${moment(onset.until)} UTC`);
  lines.push(...(also ?? []).map((one) => `also ${onsetText(one)}`));
  if (before !== null && after !== null) {
    const errors = `${formatShare(rate(before))} → ${formatShare(rate(after))}`;
    lines.push(
      `errors ${errors}; ${formatShare(affected_share)} of the requests since then are to what became worse`,
    );
  }
  if (segments.length === 0) lines.push(NO_SEGMENTS);
  if (traffic !== null)
    lines.push(
      `traffic ${formatQuantity(traffic.before, 'count')} → ${formatQuantity(traffic.after, 'count')} requests a minute (${formatChange(traffic.ratio)})`,
    );
  return lines;
}

/** Nobody is told apart where no log has a column for it (INV-15). */
const NO_SEGMENTS = 'by region, tenant or version: not available';

const METRICS: Readonly<Record<IncidentOnset['metric'], string>> = {
  p95: 'p95',
  p50: 'p50',
  error_rate: 'error rate',
  error_lines: 'lines of errors a minute',
};
const KINDS: Readonly<Record<IncidentOnset['kind'], string>> = {
  step: 'in one step',
  drift: 'slowly, beginning',
  spike: 'for a short time',
  recurring: 'again and again, beginning',
};

function changeOf({ metric, before, after, ratio }: IncidentOnset): string {
  const text = (value: number): string =>
    metric === 'error_rate'
      ? formatShare(value)
      : metric === 'error_lines'
        ? formatQuantity(Math.round(value * 10) / 10, 'count')
        : formatQuantity(value, 'ms');
  const change = ratio === null ? '' : ` (${formatChange(ratio)})`;
  return `${text(before)} → ${text(after)}${change}`;
}

function rate({ count, errors }: { readonly count: number; readonly errors: number }): number {
  return count === 0 ? 0 : errors / count;
}

/** A median that rose as much is told where the 95th percentile, as under time-outs, rose by less than that. */
const TOLD_MEDIAN = 1.5;
const TOLD_P95 = 1.2;

function affectedFact({ name, share, before, after, is_affected }: BeforeAndAfter): AffectedFact {
  const ratioOf = (was: number | null, is: number | null): number | null =>
    was === null || is === null || was === 0 ? null : is / was;
  const [p95, p50] = [ratioOf(before.p95, after.p95), ratioOf(before.p50, after.p50)];
  const isMedian = is_affected && (p95 ?? 1) < TOLD_P95 && (p50 ?? 1) >= TOLD_MEDIAN;
  const text = (level: BeforeAndAfter['before']): string => {
    const value = isMedian ? level.p50 : level.p95;
    if (value === null) return NO_NUMBER;
    return `${isMedian ? 'p50 ' : ''}${formatQuantity(value, 'ms')}${level.low_n ? ' (low n)' : ''}`;
  };
  const ratio = isMedian ? p50 : p95;
  return {
    ...{ name: printable(name), share: formatShare(share), isAffected: is_affected },
    ...{ before: text(before), after: text(after) },
    change: ratio === null ? NO_NUMBER : formatChange(ratio),
  };
}

function causeFact(cause: IncidentCause, index: number): CauseFact {
  const { file, line, commit, deployment } = cause.change;
  const place = file === null ? '' : line === null ? file : `${file}:${line}`;
  const parts = [
    printable(place),
    ...(commit === null ? [] : [`commit ${commit.slice(0, 12)}`]),
    ...(deployment === null ? [] : [`deployed as ${printable(deployment)}`]),
    `cost ${printable(cause.change.cost)}`,
  ].filter((part) => part !== '');
  return {
    ...{ place: index + 1, title: printable(cause.change.title), where: parts.join(', '), cause },
    for: cause.for.map(evidenceText),
    against: cause.against.map(evidenceText),
    ...{ refutedBy: printable(cause.refuted_by), next: printable(cause.next) },
  };
}

function evidenceText({ source, message, place }: IncidentCause['for'][number]): string {
  return printable(`${source}: ${message} (${place})`);
}

/** How much was looked at: `3 files, 1.2 M lines, 12 of them unread; durations: from rt=, 1.1 M lines`. */
export function sourcesText({ sources }: DataPart): string {
  const [lines, unread] = [
    sources.reduce((sum, one) => sum + one.lines, 0),
    sources.reduce((sum, one) => sum + one.unread, 0),
  ];
  const read = `${plural(sources.length, 'file')}, ${plural(lines, 'line')}, ${unread} of them unread`;
  const durations = durationsText(sources);
  return durations === '' ? read : `${read}; ${durations}`;
}

/** `durations: from rt=, 72,000 lines`; empty: there are none, or the report is older than that. */
function durationsText(sources: DataPart['sources']): string {
  const counts = new Map<string, number>();
  for (const { durations } of sources) {
    if (durations === undefined || durations === null) continue;
    counts.set(durations.from, (counts.get(durations.from) ?? 0) + durations.count);
  }
  if (counts.size === 0) return '';
  const parts = [...counts].map(
    ([from, count]) => `from ${printable(from)}, ${plural(count, 'line')}`,
  );
  return `durations: ${parts.join('; ')}`;
}
