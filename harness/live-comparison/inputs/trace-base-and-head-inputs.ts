/** Finds the scenarios that read the same inputs on both sides, before anything is measured. */
import { join } from 'node:path';
import {
  createPathStateReader,
  type PathStateReader,
} from '../../host/path-content-fingerprint-reader.ts';
import type { PathMappings } from '../../host/path-mappings.ts';
import type { SideId } from '../../model/base-or-head-of-comparison.ts';
import type { Executor } from '../../model/executor.ts';
import type { InputTrace } from '../../model/program/external-input-trace.ts';
import { elapsedWithoutWaitsMs } from '../../sampling/measurement-lock.ts';
import type { LiveSides } from '../live-comparison-context.ts';
import type { PairContext } from '../measure-and-record-next-trial-pair.ts';
import { relocateScenarioPaths } from '../relocate-scenario-paths.ts';
import type { ComparedScenario } from '../scenario-comparison-state.ts';
import { compareTracedInputs, type InputsComparison } from './compare-traced-external-inputs.ts';
import { createSidePathNames } from './side-independent-path-names.ts';

/** Number of concurrent traces; running several is harmless, since they are not measured. */
const CONCURRENT_TRACES = 2;
/** Scenarios that start and run once within this time, ms, are traced; others are measured. */
const TRACE_TIMEOUT_MS = 10_000;
/** Shares of limited time for traces; the larger one while traces save more time than they take. */
const TRACING_SHARE = 0.25;
const WORTHWHILE_TRACING_SHARE = 0.6;
/**
 * Share of identical inputs among traced scenarios from which tracing pays off, since measuring a
 * scenario takes three times as long.
 */
const WORTHWHILE_SAME_SHARE = 1 / 2;
/** Same seed for both sides; its value is arbitrary. */
const SEED = 1;

/** Stops scenarios that read the same on both sides. @param startedMs - Start of the comparison. */
export async function traceSideInputs(
  subjects: readonly ComparedScenario[],
  context: PairContext,
  startedMs: number,
): Promise<void> {
  const { services, options, sides } = context;
  const { budgetMs } = options;
  const open = subjects.filter(({ stop }) => stop === null);
  const isWorthwhile = (): boolean => {
    const traced = open.filter(({ inputs }) => inputs !== null);
    const same = traced.filter(({ stop }) => stop === 'same-inputs');
    return same.length >= WORTHWHILE_SAME_SHARE * traced.length;
  };
  const hasTimeLeft = (): boolean => {
    if (budgetMs === null) return true;
    const share = (elapsedWithoutWaitsMs(services.host, services.lock) - startedMs) / budgetMs;
    return share < TRACING_SHARE || (share < WORTHWHILE_TRACING_SHARE && isWorthwhile());
  };
  const difference = findEnvironmentDifference(sides);
  if (difference !== null) {
    for (const subject of open) subject.inputs = difference;
    return;
  }
  const traceAll = async (): Promise<void> => {
    const mappings = await sides.moveIntoSlots(0);
    const states = createPathStateReader();
    const remaining = [...open];
    const traceRemaining = async (): Promise<void> => {
      for (let next = remaining.shift(); next !== undefined; next = remaining.shift()) {
        if (options.signal.aborted || !hasTimeLeft()) return;
        await traceScenario(next, { context, mappings, states });
      }
    };
    await Promise.all(Array.from({ length: CONCURRENT_TRACES }, traceRemaining));
  };
  try {
    await services.lock.hold('tracing inputs of base and head', traceAll, options.signal);
  } catch (error) {
    if (!options.signal.aborted) throw error;
  }
}

/** Returns a difference that applies to all scenarios, whatever they read; null if none. */
export function findEnvironmentDifference({ base, head }: LiveSides): InputsComparison | null {
  if (base.nodePath !== head.nodePath) return { outcome: 'different', what: 'Node.js' };
  const [a, b] = [base.env, head.env].map((env) => JSON.stringify(Object.entries(env).sort()));
  return a === b ? null : { outcome: 'different', what: 'the environment variables' };
}

interface TraceContext {
  readonly context: PairContext;
  readonly mappings: Readonly<Record<SideId, PathMappings>>;
  readonly states: PathStateReader;
}

async function traceScenario(subject: ComparedScenario, tracing: TraceContext): Promise<void> {
  const { options, sides, services } = tracing.context;
  services.onProgress({
    type: 'unit-progress',
    scenario: subject.scenario.name,
    text: 'tracing inputs of base and head',
  });
  // A scenario that cannot be traced on the head need not be started on the base.
  const b = await traceSide(subject, 'b', tracing);
  const isBaseSkipped = b.state === 'untraceable' || readsChangedFile(b, sides, options);
  const a = isBaseSkipped ? b : await traceSide(subject, 'a', tracing);
  if (options.signal.aborted || (isBaseSkipped && b.state === 'traced')) return;
  const traced = {
    a: { trace: a, folders: sides.foldersOf('a') },
    b: { trace: b, folders: sides.foldersOf('b') },
  };
  subject.inputs = compareTracedInputs(traced, tracing.states);
  if (subject.inputs.outcome === 'same') subject.stop = 'same-inputs';
}

/** True if the head reads a changed file, which makes a trace of the base unnecessary. */
function readsChangedFile(
  { paths }: Extract<InputTrace, { state: 'traced' }>,
  { changedFiles, foldersOf }: LiveSides,
  { sameInputs }: PairContext['options'],
): boolean {
  if (sameInputs === true) return false;
  const { nameOf } = createSidePathNames(foldersOf('b'));
  const names = new Set(changedFiles);
  return paths.some((path) => names.has(nameOf(path) ?? ''));
}

async function traceSide(
  { executor, scenario, records }: ComparedScenario,
  side: SideId,
  { context: { sides, services, options }, mappings }: TraceContext,
): Promise<InputTrace> {
  const { traceInputs }: Executor = executor;
  if (traceInputs === undefined) {
    return { state: 'untraceable', reason: `${scenario.kind} scenarios cannot be traced` };
  }
  const folder = join(options.folder, `inputs-${records[side].id}-${side}`);
  services.host.files.makeFolder(folder);
  const liveSide = side === 'a' ? sides.base : sides.head;
  return traceInputs({
    scenario: relocateScenarioPaths(scenario, mappings[side], liveSide, services.host.env.PATH),
    trial: { index: 0, warmup: true, side, pair: 0, slot: side === 'a' ? 0 : 1, seed: SEED },
    folder,
    signal: AbortSignal.any([options.signal, AbortSignal.timeout(TRACE_TIMEOUT_MS)]),
  });
}
