import { describeNextStep } from '../../../harness/gate/wrong-tool/choose-specialist-for-bottleneck.ts';
import type {
  Bottleneck,
  PerformanceMap,
  Step,
  Suspicion,
} from '../../../harness/model/documents/performance-map-document.ts';
import type { WrongToolJudgement } from '../../../harness/model/program/code-optimisation-suitability-judgement.ts';
import { formatQuantity, formatShare } from '../../format-quantity.ts';
import { printable, printableTexts } from '../../text/printable-text.ts';
import { joinTexts } from '../../text/sentence-parts.ts';

/** Levels of calls, from the entry of each service, and the least share that are shown; all is in the JSON. */
const MOST_LEVELS = 5;
const LEAST_PERCENT = 1;
const DIGITS = 3;
/** Calls of an operation are a mean, rounded for reading: `20×`, `0.19×`. */
const CALL_DIGITS = 2;

export type MapFacts = ReturnType<typeof mapFacts>;

export function mapFacts(map: PerformanceMap, scenario: string) {
  const bottlenecks = map.top_bottlenecks.map(bottleneckFact);
  const suspicions = map.suspicion_stack.map(suspicionFact);
  const dismissed = suspicions.filter(({ suspicion }) => suspicion.verdict === 'dismissed');
  const wall = timeText(map.baseline.wall_time_ms);
  const [first] = bottlenecks;
  return {
    title: `How an operation spends its ${wall}`,
    /** Leading sentence of the report, no full stop; null: nothing takes a noticeable share. */
    sentence: first === undefined ? null : leadOf(first, wall, printable(scenario)),
    /** Callers before their callees, the heaviest callee first. */
    steps: stepFacts(map),
    bottlenecks,
    /**
     * Advice on the first bottleneck; null: there is none. The map does not record the kind of
     * work, so security work cannot be distinguished from other work.
     */
    advice: first === undefined ? null : describeNextStep(first.bottleneck.type, null),
    confirmed: suspicions.filter(({ suspicion }) => suspicion.verdict === 'confirmed'),
    dismissed,
    /** `3 suspicions were dismissed: …`; null: none was dismissed. */
    dismissedText: dismissedText(dismissed.length),
    gate: gateLineFact(map.wrong_tool),
    map,
  };
}

export type StepFact = ReturnType<typeof stepFact>;

function stepFacts({ steps, baseline: { wall_time_ms: wallMs } }: PerformanceMap): StepFact[] {
  const facts: StepFact[] = [];
  // Steps that are not functions of the program may add up to more than the wall time; bars must
  // still fit.
  const allMs = Math.max(
    wallMs,
    steps.reduce((sum, { wall_time_ms: ms }) => sum + ms, 0),
  );
  const add = (all: readonly Step[], depth: number, level: number, start: number): void => {
    let from = start;
    for (const step of all.toSorted((a, b) => b.wall_time_ms - a.wall_time_ms)) {
      if (level >= MOST_LEVELS || step.time_share_pct < LEAST_PERCENT) continue;
      const to = Math.min(1, from + (allMs === 0 ? 0 : step.wall_time_ms / allMs));
      facts.push(stepFact(step, depth, [from, to]));
      // Steps below a request take place in another service.
      add(step.children, depth + 1, step.type === 'http_call' ? 0 : level + 1, from);
      from = to;
    }
  };
  add(steps, 0, 0, 0);
  return facts;
}

function stepFact(step: Step, depth: number, [from, to]: readonly [from: number, to: number]) {
  const { calls } = step;
  const times =
    calls === null || calls === 1 ? '' : `${formatQuantity(calls, 'count', CALL_DIGITS)}× `;
  return {
    /** From 0, its callers above it. */
    depth,
    /** `75 %` of the wall time. */
    share: formatShare(step.time_share_pct / 100),
    time: timeText(step.wall_time_ms),
    /** Name of a function, or of a wait with its count: `20× SELECT …`. */
    name: `${times}${printable(step.function)}`,
    /** Empty: no source. */
    place: placeOf(step.location),
    /** Start and end of its bar, from 0 to 1, within the bar of its caller. */
    from,
    to,
    step,
  };
}

export type BottleneckFact = ReturnType<typeof bottleneckFact>;

function bottleneckFact(bottleneck: Bottleneck) {
  const { function: name, location, share, wall_time_ms: ms, detail, why } = bottleneck;
  return {
    name: printable(name),
    place: placeOf(location),
    share: formatShare(share / 100),
    time: timeText(ms),
    /** With its full stop. */
    detail: printable(detail),
    why: printableTexts(why),
    bottleneck,
  };
}

/** The sentence of a bottleneck, with its place, and how much of all it is. */
function leadOf({ name, place, share, detail }: BottleneckFact, wall: string, of: string): string {
  const sentence = detail.replace(/\.$/, '');
  const placed =
    place !== '' && sentence.startsWith(`${name} `)
      ? `${name} (${place})${sentence.slice(name.length)}`
      : sentence;
  return `${placed}: ${share} of the ${wall} that an operation of \`${of}\` takes`;
}

export type HypothesisFact = ReturnType<typeof suspicionFact>;

function suspicionFact(suspicion: Suspicion) {
  const { location, description, share, verification_note: note } = suspicion;
  return {
    place: placeOf(location),
    description: printable(description),
    /** Share of the time; empty: its place was never observed. */
    share: share === null ? '' : formatShare(share / 100),
    note: printable(note),
    suspicion,
  };
}

function dismissedText(count: number): string | null {
  if (count === 0) return null;
  const subject = count === 1 ? '1 hypothesis was' : `${count} hypotheses were`;
  return `${subject} dismissed, because measurements did not confirm ${count === 1 ? 'it' : 'them'}.`;
}

/** As short as it is still found: of a package from its name on. */
function placeOf(location: string | null): string {
  return printable((location ?? '').replace(/^.*node_modules\//s, ''));
}

function timeText(ms: number): string {
  return formatQuantity(ms, 'ms', DIGITS);
}

const VOID =
  'no verdict, because the load generator reached the limit of the machine; measure again with less load, or from another machine.';

/** Result of the Wrong Tool Gate, as in every report. @param judgement - null: no verdict. */
function gateLineFact(judgement: WrongToolJudgement | null) {
  if (judgement === null) return { verdict: null, line: `Wrong Tool Gate: ${VOID}`, details: [] };
  const { verdict, indicators, concerns, waiver } = judgement;
  const messages = [...indicators, ...concerns].map(({ message }) => printable(message));
  const waived =
    waiver === null
      ? []
      : `waived by ${printable(waiver.by)} at ${waiver.at}, reason: ${printable(waiver.reason)}`;
  return {
    verdict,
    /** `Wrong Tool Gate: PROCEED`, with why. */
    line: joinTexts([`Wrong Tool Gate: ${verdict}`, messages.join(' ')], '. '),
    /** Details, a sentence each: measured evidence, and who waived it. */
    details: [
      ...indicators.map(({ id, evidence }) => `${id}: ${printable(evidence)}`),
      waived,
    ].flat(),
  };
}
