/** Finds the scenarios of which both sides read the same, before anything is measured. */
import { join } from 'node:path';
import {
  createPathStateReader,
  type PathStateReader,
} from '../../host/path-content-fingerprint-reader.ts';
import type { SideId } from '../../model/base-or-head-of-comparison.ts';
import type { Executor } from '../../model/executor.ts';
import type { InputTrace } from '../../model/program/external-input-trace.ts';
import { elapsedWithoutWaitsMs } from '../../sampling/measurement-lock.ts';
import type { LiveSides } from '../live-comparison-context.ts';
import type { PairContext } from '../measure-and-record-next-trial-pair.ts';
import { type PathMappings, relocateScenarioPaths } from '../relocate-scenario-paths.ts';
import type { ComparedScenario } from '../scenario-comparison-state.ts';
import { compareTracedInputs, type InputsComparison } from './compare-traced-external-inputs.ts';
import { createSidePathNames } from './side-independent-path-names.ts';

/** Number of concurrent traces; running several is harmless, since they are not measured. */
const AT_ONCE = 2;
/** Scenarios that start and run once within this time, ms, are traced; others are measured. */
const MOST_MS = 10_000;
/** Share of limited time for traces; the larger share while they save more time than they take. */
const SHARE = 0.25;
const WORTH_SHARE = 0.6;
/**
 * Share of identical inputs among traced scenarios from which tracing pays off, since measuring a
 * scenario takes three times as long.
 */
const WORTH = 1 / 2;
/** Same seed for both sides; its value is arbitrary. */
const SEED = 1;

/** Stops scenarios with equal reads on both sides in time. @param startedMs - Of the comparison. */
export async function traceSideInputs(
  subjects: readonly ComparedScenario[],
  context: PairContext,
  startedMs: number,
): Promise<void> {
  const { parts, options, sides } = context;
  const { budgetMs } = options;
  const open = subjects.filter(({ stop }) => stop === null);
  const isWorthIt = (): boolean => {
    const traced = open.filter(({ inputs }) => inputs !== null);
    return traced.filter(({ stop }) => stop === 'same-inputs').length >= WORTH * traced.length;
  };
  const isTime = (): boolean => {
    if (budgetMs === null) return true;
    const share = (elapsedWithoutWaitsMs(parts.host, parts.lock) - startedMs) / budgetMs;
    return share < SHARE || (share < WORTH_SHARE && isWorthIt());
  };
  const unlike = unlikeSides(sides);
  if (unlike !== null) {
    for (const subject of open) subject.inputs = unlike;
    return;
  }
  const trace = async (): Promise<void> => {
    const places = await sides.arrange(0);
    const states = createPathStateReader();
    const left = [...open];
    const take = async (): Promise<void> => {
      for (let next = left.shift(); next !== undefined; next = left.shift()) {
        if (options.signal.aborted || !isTime()) return;
        await traceOne(next, { context, places, states });
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, take));
  };
  try {
    await parts.lock.hold('tracing inputs of base and head', trace, options.signal);
  } catch (error) {
    if (!options.signal.aborted) throw error;
  }
}

/** Returns a difference that applies to all scenarios, whatever they read; null if none. */
function unlikeSides({ base, head }: LiveSides): InputsComparison | null {
  if (base.nodePath !== head.nodePath) return { outcome: 'different', what: 'Node.js' };
  const [a, b] = [base.env, head.env].map((env) => JSON.stringify(Object.entries(env).sort()));
  return a === b ? null : { outcome: 'different', what: 'the environment variables' };
}

interface Tracing {
  readonly context: PairContext;
  readonly places: Readonly<Record<SideId, PathMappings>>;
  readonly states: PathStateReader;
}

async function traceOne(subject: ComparedScenario, tracing: Tracing): Promise<void> {
  const { options, sides, parts } = tracing.context;
  parts.onProgress({
    type: 'unit-progress',
    scenario: subject.scenario.name,
    text: 'tracing inputs of base and head',
  });
  // A scenario that cannot be traced on the head need not be started on the base.
  const b = await traceSide(subject, 'b', tracing);
  const isKnown = b.state === 'untraceable' || readsAny(b, sides, options);
  const a = isKnown ? b : await traceSide(subject, 'a', tracing);
  if (options.signal.aborted || (isKnown && b.state === 'traced')) return;
  const traced = {
    a: { trace: a, folders: sides.folders('a') },
    b: { trace: b, folders: sides.folders('b') },
  };
  subject.inputs = compareTracedInputs(traced, tracing.states);
  if (subject.inputs.outcome === 'same') subject.stop = 'same-inputs';
}

/** True if the head reads a changed file and only that matters; the base is not started then. */
function readsAny(
  { paths }: Extract<InputTrace, { state: 'traced' }>,
  { changed, folders }: LiveSides,
  { sameInputs }: PairContext['options'],
): boolean {
  if (sameInputs === true) return false;
  const { of } = createSidePathNames(folders('b'));
  const names = new Set(changed);
  return paths.some((path) => names.has(of(path) ?? ''));
}

async function traceSide(
  { executor, scenario, records }: ComparedScenario,
  side: SideId,
  { context: { sides, parts, options }, places }: Tracing,
): Promise<InputTrace> {
  const { traceInputs }: Executor = executor;
  if (traceInputs === undefined) {
    return { state: 'untraceable', reason: `${scenario.kind} scenarios cannot be traced` };
  }
  const folder = join(options.folder, `inputs-${records[side].id}-${side}`);
  parts.host.files.makeFolder(folder);
  const of = side === 'a' ? sides.base : sides.head;
  return traceInputs({
    scenario: relocateScenarioPaths(scenario, places[side], of, parts.host.env.PATH),
    trial: { index: 0, warmup: true, side, pair: 0, slot: side === 'a' ? 0 : 1, seed: SEED },
    folder,
    signal: AbortSignal.any([options.signal, AbortSignal.timeout(MOST_MS)]),
  });
}
