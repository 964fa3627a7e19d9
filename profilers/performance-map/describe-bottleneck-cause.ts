import type { Evidence } from '../../harness/model/documents/performance-map-document.ts';
import type { BottleneckClass } from '../../harness/model/program/bottleneck-classification-types.ts';
import { serviceObservedFromOutsideNote } from '../../harness/model/program/unprofiled-services.ts';
import type { BusyLine } from './find-busy-source-lines.ts';
import type { MapNode } from './performance-map-node.ts';

/** Formats numbers of one operation for use in sentences. */
const number = (value: number): string =>
  value >= 100 ? String(Math.round(value)) : String(Number(value.toPrecision(2)));
const times = (calls: number): string => {
  if (calls < 0.95) return `in ${number(100 * calls)} % of operations`;
  return calls < 1.05 ? 'once per operation' : `${number(calls)} times per operation`;
};

/**
 * Describes in a sentence what a function spends its time on, how often and how long. @param lines
 * - Lines of its own computation.
 */
export function describeTimeCause(
  { node, cause, ms }: BottleneckCandidate,
  lines: readonly BusyLine[] = [],
): string {
  const { title: name } = node;
  switch (cause.type) {
    case 'cpu':
      return cause.collectorMs > ms / 2
        ? `${name} allocates so much that the garbage collector takes ${number(cause.collectorMs)} ms of the function's ${number(ms)} ms`
        : `${name} computes for ${number(ms)} ms${atLines(lines)}`;
    case 'package':
      return `${name} calls ${cause.packageName}, which computes for ${number(ms)} ms`;
    case 'blocking':
      return `${name} blocks its thread on ${cause.name} for ${number(ms)} ms`;
    case 'wait':
      return `${name} waits ${number(ms)} ms for ${waitedFor(cause.leaf)}, ${times(cause.leaf.calls)}${besides(cause.leaf)}`;
    case 'repeated':
      return `${name} waits ${number(ms)} ms for ${waitedFor(cause.leaf)}, ${times(cause.leaf.calls)}, one after the other`;
    case 'one-by-one':
      return `${name} waits ${number(ms)} ms for ${cause.leaves.length} operations that run one after the other, although none depends on the result of another`;
  }
}

/** Builds the chain from the time's location to its cause, each link with evidence (P811-17). */
export function buildCauseChain(
  candidate: BottleneckCandidate,
  {
    id,
    wallMs,
    place,
    lines,
  }: {
    readonly id: string;
    readonly wallMs: number;
    readonly place: string;
    readonly lines: readonly BusyLine[];
  },
): readonly Evidence[] {
  const { node, cause, ms } = candidate;
  const { title: name } = node;
  const share = wallMs === 0 ? 0 : (100 * ms) / wallMs;
  const links: Omit<Evidence, 'id'>[] = [
    {
      question: 'Where does the time of an operation go?',
      answer: `${number(share)} % of the time goes to ${name} (${place}).`,
      value: share,
      unit: '%',
    },
    {
      question: 'What does the function do there?',
      answer: `${describeTimeCause(candidate, lines)}.`,
      value: ms,
      unit: 'ms',
    },
    ...deeper(cause),
  ];
  return links.map((link, index) => ({ id: `${id}.${index + 1}`, ...link }));
}

function deeper(cause: TimeCause): readonly Omit<Evidence, 'id'>[] {
  switch (cause.type) {
    case 'cpu':
    case 'package':
    case 'blocking':
      return [];
    case 'wait':
      return [
        {
          question: 'How long does the function wait each time?',
          answer: `${number(cause.leaf.wholeMs / Math.max(1, cause.leaf.calls))} ms.`,
          value: cause.leaf.wholeMs / Math.max(1, cause.leaf.calls),
          unit: 'ms',
        },
      ];
    case 'repeated':
      return [
        {
          question: 'How often does the function wait?',
          answer: `${capital(times(cause.leaf.calls))}${cause.line === null ? '' : `, in the loop around line ${cause.line}`}.`,
          value: cause.leaf.calls,
          unit: 'calls',
        },
        {
          question: 'Could the calls be awaited concurrently?',
          answer: `The calls were awaited one by one: nothing else was awaited during ${number((100 * cause.leaf.aloneMs) / cause.leaf.wholeMs)} % of the waiting time.`,
          value: (100 * cause.leaf.aloneMs) / cause.leaf.wholeMs,
          unit: '%',
        },
      ];
    case 'one-by-one': {
      const all = cause.leaves.reduce((sum, { wholeMs }) => sum + wholeMs, 0);
      const longest = Math.max(...cause.leaves.map(({ wholeMs }) => wholeMs));
      return [
        {
          question: 'How long would the operations take if they ran concurrently?',
          answer: `As long as the longest operation: ${number(longest)} ms instead of ${number(all)} ms.`,
          value: longest,
          unit: 'ms',
        },
      ];
    }
  }
}

/** Returns what to add about a wait for a service of the project. */
function besides({ awaitedService, insides }: MapNode): string {
  if (insides.size > 0) return ', in addition to the observed steps inside the called service';
  return awaitedService === null || awaitedService.isProfiled
    ? ''
    : `: ${serviceObservedFromOutsideNote(awaitedService.name ?? '')}`;
}

function waitedFor({ of, wait }: MapNode): string {
  if (wait?.site.kind === 'pool') return `a connection from ${of.name}`;
  return of.name.length > 80 ? `${of.name.slice(0, 79)}…` : of.name;
}

/** `, 64 % of that at line 990 and 21 % at line 995` */
function atLines(lines: readonly BusyLine[]): string {
  const parts = lines.map(({ line, share }, index) => {
    const percent = `${Math.round(share)} %`;
    return index === 0 ? `${percent} of that at line ${line}` : `${percent} at line ${line}`;
  });
  return parts.length === 0 ? '' : `, ${parts.join(' and ')}`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

export type TimeCause =
  | { readonly type: 'cpu'; readonly collectorMs: number }
  | { readonly type: 'package'; readonly packageName: string }
  | { readonly type: 'blocking'; readonly name: string; readonly step: BottleneckClass }
  | { readonly type: 'wait'; readonly leaf: MapNode }
  | { readonly type: 'repeated'; readonly leaf: MapNode; readonly line: number | null }
  | { readonly type: 'one-by-one'; readonly leaves: readonly MapNode[]; readonly line: number };

export interface BottleneckCandidate {
  /** Node of the function to inspect. */
  readonly node: MapNode;
  readonly cause: TimeCause;
  /** Time per operation. */
  readonly ms: number;
}
