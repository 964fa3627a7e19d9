import { nextStep } from '../../../harness/gate/wrong-tool/next-step.ts';
import type {
  Bottleneck,
  PerformanceMap,
  Step,
  Suspicion,
} from '../../../harness/model/documents/performance-map.ts';
import { formatQuantity, formatShare } from '../../scale.ts';
import { printable } from '../../text/printable.ts';
import { type GateLineFact, gateLineFact } from './wrong-tool-fact.ts';

/** A step of the way of an operation as every report shows it. */
export interface StepFact {
  /** From 0, its callers above it. */
  readonly depth: number;
  /** `75 %` of the wall time. */
  readonly share: string;
  readonly time: string;
  /** A function, or what is waited for with how often: `20× SELECT …`. */
  readonly name: string;
  /** Empty: no source. */
  readonly place: string;
  /** Where its bar begins and ends, from 0 to 1; inside of that of its caller. */
  readonly from: number;
  readonly to: number;
  readonly step: Step;
}

export interface BottleneckFact {
  readonly name: string;
  readonly place: string;
  readonly share: string;
  readonly time: string;
  /** With its full stop. */
  readonly detail: string;
  readonly why: readonly {
    readonly id: string;
    readonly question: string;
    readonly answer: string;
  }[];
  readonly bottleneck: Bottleneck;
}

export interface SuspicionFact {
  readonly place: string;
  readonly description: string;
  /** Empty: its place was never seen. */
  readonly share: string;
  readonly note: string;
  readonly suspicion: Suspicion;
}

/** Where the wall time of an operation goes, as every reporter shows it. */
export interface MapFacts {
  /** `Where an operation’s 24 ms go` */
  readonly title: string;
  /** What leads the report; null: nothing takes a noticeable part. Without its full stop. */
  readonly sentence: string | null;
  /** Callers before what they call, of those the heaviest first. */
  readonly steps: readonly StepFact[];
  readonly bottlenecks: readonly BottleneckFact[];
  /** Whose turn it is with the first bottleneck; null: there is none. */
  readonly advice: string | null;
  readonly confirmed: readonly SuspicionFact[];
  readonly dismissed: readonly SuspicionFact[];
  /** `3 suspicions were dismissed: …`; null: none was. */
  readonly dismissedText: string | null;
  readonly gate: GateLineFact;
  readonly map: PerformanceMap;
}

/** Levels of calls, from the entry of each service, and the least share that are shown; all is in the JSON. */
const MOST_LEVELS = 5;
const LEAST_PERCENT = 1;
const DIGITS = 3;
/** Calls of an operation are a mean, and told as one reads them: `20×`, `0.19×`. */
const CALL_DIGITS = 2;

export function mapFacts(map: PerformanceMap, scenario: string): MapFacts {
  const bottlenecks = map.top_bottlenecks.map(bottleneckFact);
  const suspicions = map.suspicion_stack.map(suspicionFact);
  const dismissed = suspicions.filter(({ suspicion }) => suspicion.verdict === 'dismissed');
  const wall = timeText(map.baseline.wall_time_ms);
  const [first] = bottlenecks;
  return {
    title: `Where an operation’s ${wall} go`,
    sentence: first === undefined ? null : leadOf(first, wall, printable(scenario)),
    steps: stepFacts(map),
    bottlenecks,
    // The kind of work is no part of the map, so that nothing tells a protection from other work.
    advice: first === undefined ? null : nextStep(first.bottleneck.type, null),
    confirmed: suspicions.filter(({ suspicion }) => suspicion.verdict === 'confirmed'),
    dismissed,
    dismissedText: dismissedText(dismissed.length),
    gate: gateLineFact(map.wrong_tool),
    map,
  };
}

function stepFacts({ steps, baseline: { wall_time_ms: wallMs } }: PerformanceMap): StepFact[] {
  const facts: StepFact[] = [];
  // What is no function of the program may say more than the wall time has; bars stay inside.
  const allMs = Math.max(wallMs, sumOf(steps));
  const add = (all: readonly Step[], depth: number, level: number, start: number): void => {
    let from = start;
    for (const step of all.toSorted((a, b) => b.wall_time_ms - a.wall_time_ms)) {
      if (level >= MOST_LEVELS || step.time_share_pct < LEAST_PERCENT) continue;
      const to = Math.min(1, from + (allMs === 0 ? 0 : step.wall_time_ms / allMs));
      facts.push(stepFact(step, depth, [from, to]));
      // Below a request stands what another service does.
      add(step.children, depth + 1, step.type === 'http_call' ? 0 : level + 1, from);
      from = to;
    }
  };
  add(steps, 0, 0, 0);
  return facts;
}

function sumOf(steps: readonly Step[]): number {
  return steps.reduce((sum, { wall_time_ms: ms }) => sum + ms, 0);
}

function stepFact(
  step: Step,
  depth: number,
  [from, to]: readonly [from: number, to: number],
): StepFact {
  const { calls } = step;
  const times =
    calls === null || calls === 1 ? '' : `${formatQuantity(calls, 'count', CALL_DIGITS)}× `;
  return {
    depth,
    share: formatShare(step.time_share_pct / 100),
    time: timeText(step.wall_time_ms),
    name: `${times}${printable(step.function)}`,
    place: placeOf(step.location),
    from,
    to,
    step,
  };
}

function bottleneckFact(bottleneck: Bottleneck): BottleneckFact {
  const { function: name, location, share, wall_time_ms: ms, detail, why } = bottleneck;
  return {
    name: printable(name),
    place: placeOf(location),
    share: formatShare(share / 100),
    time: timeText(ms),
    detail: printable(detail),
    why: why.map(({ id, question, answer }) => ({
      id,
      question: printable(question),
      answer: printable(answer),
    })),
    bottleneck,
  };
}

/** The sentence of a bottleneck, with its place, and how much of all it is. */
function leadOf({ name, place, share, detail }: BottleneckFact, wall: string, of: string): string {
  const said = detail.replace(/\.$/, '');
  const placed =
    place !== '' && said.startsWith(`${name} `)
      ? `${name} (${place})${said.slice(name.length)}`
      : said;
  return `${placed}: ${share} of the ${wall} that an operation of \`${of}\` takes`;
}

function suspicionFact(suspicion: Suspicion): SuspicionFact {
  const { location, description, share, verification_note: note } = suspicion;
  return {
    place: placeOf(location),
    description: printable(description),
    share: share === null ? '' : formatShare(share / 100),
    note: printable(note),
    suspicion,
  };
}

function dismissedText(count: number): string | null {
  if (count === 0) return null;
  const subject = count === 1 ? '1 suspicion was' : `${count} suspicions were`;
  return `${subject} dismissed, since measuring did not bear ${count === 1 ? 'it' : 'them'} out.`;
}

/** As short as it is still found: of a package from its name on. */
function placeOf(location: string | null): string {
  return printable((location ?? '').replace(/^.*node_modules\//s, ''));
}

function timeText(ms: number): string {
  return formatQuantity(ms, 'ms', DIGITS);
}
