import { types } from 'node:util';
import {
  type Call,
  type FileInput,
  listStatesDuring,
  type Session,
} from '../recorded-call-session.ts';
import { canonicalizeValues } from '../values/canonicalize-values.ts';
import type { EncodedValue, ObjectState } from '../values/encoded-value.ts';
import { bindResults } from './assign-captured-ids-to-live-objects.ts';
import { convertSnapshot, type ExportLabels, readComparableValues } from './comparable-values.ts';
import { advanceClock, advanceClockTo, countInputsRead } from './deterministic-runtime.ts';
import { inspectCall } from './format-call-for-generated-test.ts';
import {
  createObjectTimeline,
  findModuleObjects,
  type ObjectTimeline,
} from './object-state-timeline-and-call-names.ts';
import { createLiveObjects, type LiveObjects } from './recreate-captured-objects.ts';
import { applyCallerWrites } from './replay-field-writes-of-caller.ts';
import type { SideCallLog, SideLog } from './replay-log-of-module-version.ts';
import { type CallbackAnswers, createCallbackAnswers } from './replay-recorded-callback-results.ts';
import { listExportPaths, listPrototypePaths, resolveExport } from './resolve-module-exports.ts';
import { resolveCallTarget } from './resolve-recorded-callee.ts';
import {
  type CallEnd,
  settleCall,
  waitForImmediate,
  waitForPromise,
  waitUntil,
} from './wait-for-call-to-settle.ts';

/** Values that are taken from an iterator. */
const MOST = 2_000;

/** True for generators and iterators of Maps and Sets, yielding on demand, used by no one else. */
function isDrainable(value: unknown): value is object {
  return types.isGeneratorObject(value) || types.isMapIterator(value) || types.isSetIterator(value);
}

/** Returns the values of an iterator or generator, to its end or to a limit, and how it ends. */
async function drainIterator(
  iterator: object,
  wait: (promise: Promise<unknown>) => Promise<CallEnd>,
): Promise<readonly unknown[]> {
  const given: unknown[] = [];
  const next: unknown = Reflect.get(iterator, 'next');
  if (typeof next !== 'function') return given;
  while (given.length < MOST) {
    try {
      let step: unknown = Reflect.apply(next, iterator, []);
      if (types.isPromise(step)) {
        const ended = await wait(step);
        if (ended.type !== 'resolved') return [...given, ended.type, ended.value];
        step = ended.value;
      }
      const { done, value } = step as { readonly done?: unknown; readonly value?: unknown };
      given.push(value);
      if (done === true) return given;
    } catch (error) {
      return [...given, 'threw', error];
    }
  }
  return given;
}

export interface SessionRun {
  readonly session: Session;
  /** Exports of the module. */
  readonly exports: Record<string, unknown>;
  /** Stages the files that a call reads. Default: it reads what is there. */
  readonly stage?: (files: readonly FileInput[]) => void;
  /** Called before each call begins. */
  readonly begin: (index: number) => void;
  /** Returns the unhandled rejections since the last call of it. */
  readonly rejections: () => readonly unknown[];
  /** Time limit of one promise. */
  readonly limitMs: number;
  /** Set to report each call in the form that a test needs, too. */
  readonly inspects: boolean;
}

/** Most objects passed in or returned that are observed once more at the end. */
const MOST_LEFT = 60;

interface Replay {
  readonly run: SessionRun;
  readonly world: LiveObjects;
  readonly timeline: ObjectTimeline;
  readonly label: ExportLabels;
  readonly handed: Set<object>;
  /** Callback answers of the running call. */
  answers: CallbackAnswers | null;
  readonly inside: ReadonlySet<number>;
  /** Objects whose methods the session calls; their results are not drained. */
  readonly used: ReadonlySet<number>;
}

/** Replays a captured session on a module, and logs the outcome. */
export async function replaySession(run: SessionRun): Promise<SideLog> {
  const replay = openReplay(run);
  const calls: (SideCallLog | null)[] = [];
  let leftOut: string | null = null;
  let stopped: string | null = null;
  for (const [index, call] of run.session.calls.entries()) {
    run.begin(index);
    const log = await runCall(call, replay);
    stopped = replay.world.lost();
    if (log === null && stopped !== null) {
      leftOut ??= stopped;
      stopped = null;
      passOver(call, replay);
    } else if (stopped !== null) break;
    calls.push(log);
    advanceClock();
  }
  const left = [...replay.handed].slice(0, MOST_LEFT);
  // If every call was left out, there is nothing to report.
  if (calls.every((call) => call === null))
    return { calls: [], stopped: stopped ?? leftOut, left: [] };
  return { calls, stopped, left: left.map((value) => readComparableValues([value], replay.label)) };
}

function openReplay(run: SessionRun): Replay {
  const { session, exports } = run;
  const paths = listExportPaths(exports);
  const prototypes = listPrototypePaths(paths);
  const inside = findModuleObjects(session);
  const world: LiveObjects = createLiveObjects({
    exported: (path) => resolveExport(exports, path),
    answer: (...asked) => replay.answers?.answer(...asked),
    isBornInside: (id) => inside.has(id),
  });
  const replay: Replay = {
    run,
    world,
    inside,
    timeline: createObjectTimeline(),
    label: {
      path: (object) => paths.get(object) ?? null,
      prototypePath: (object) => prototypes.get(object),
      named: (path) => paths.get(Object(resolveExport(exports, path)) as object) ?? path,
    },
    handed: new Set(),
    answers: null,
    used: new Set(session.calls.flatMap(({ callee }) => idsOf('of' in callee ? callee.of : null))),
  };
  return replay;
}

function idsOf(value: EncodedValue): readonly number[] {
  return typeof value === 'object' && value !== null && value.is === 'object' ? [value.id] : [];
}

/** Applies the recorded effects of a call that was left out. */
function passOver(call: Call, { timeline, world, inside }: Replay): void {
  world.recover();
  const changed = listStatesDuring(call);
  timeline.tell(changed);
  world.apply(changed.filter(({ id }) => !inside.has(id) && world.has(id)));
  world.recover();
}

/** null: it cannot be called. */
async function runCall(call: Call, replay: Replay): Promise<SideCallLog | null> {
  const { world, timeline, run, label } = replay;
  const before = new Map(call.before.map(({ id }) => [id, timeline.states.get(id)]));
  timeline.tell(call.before);
  world.apply(call.before.filter((state) => isToBring(state, replay)));
  const left = call.before.filter((state) => !isToBring(state, replay));
  applyCallerWrites((id) => before.get(id), left, world);
  const self = world.make(call.self);
  const given = call.given.map(world.make);
  const target = resolveCallTarget(call, self, { exports: run.exports, world });
  if (target === null || world.lost() !== null) return null;
  run.stage?.(call.files ?? []);
  if (call.at !== undefined) advanceClockTo(call.at);
  const inputsRead = countInputsRead();
  replay.answers = createCallbackAnswers(call, {
    timeline,
    world,
    label,
    inspects: run.inspects,
    reenter: () => target(given),
  });
  const { answers } = replay;
  const ended = await settleCall(() => {
    try {
      return target(given);
    } finally {
      answers.end();
    }
  }, run.limitMs);
  if (call.callbacks.some(({ isLate }) => isLate)) {
    await waitUntil(() => answers.log.length >= call.callbacks.length, run.limitMs);
  }
  const drained =
    isDrainable(ended.value) && !isUsedLater(call, replay)
      ? await drainIterator(ended.value, (promise) => waitForPromise(promise, run.limitMs))
      : [];
  await waitForImmediate();
  timeline.tell(call.after);
  const captured = outcomeOf(call);
  bindResults(
    world,
    [
      [captured, ended.value],
      [call.self, self],
      ...call.given.map((value, index) => [value, given[index]] as const),
    ],
    timeline.states,
  );
  for (const value of [ended.value, self, ...given]) {
    if (typeof value === 'object' && value !== null) replay.handed.add(value);
  }
  const result = readComparableValues([ended.value, ...drained], label);
  return {
    type: ended.type,
    result,
    given: readComparableValues(self === undefined ? given : [self, ...given], label),
    together: readComparableValues([ended.value, self, ...given], label),
    callbacks: answers.log,
    unanswered: [...answers.unanswered],
    rejections: run.rejections().map((error) => readComparableValues([error], label)),
    isAsCaptured:
      countInputsRead() > inputsRead ||
      (ended.type === call.outcome.type && (drained.length > 0 || isSame(captured, ended, replay))),
    ...(run.inspects && { inspected: inspectCall(ended, given, answers.log) }),
  };
}

/** True if a recorded state is restored; objects the module made itself stay as it left them. */
function isToBring({ id, shape }: ObjectState, { world, inside }: Replay): boolean {
  if (!inside.has(id)) return true;
  const isPlain =
    shape.kind !== 'object' || shape.prototype.of === 'global' || shape.prototype.of === 'null';
  return isPlain && world.has(id);
}

function outcomeOf({ outcome }: Call): EncodedValue {
  if (outcome.type === 'pending') return { is: 'undefined' };
  return 'value' in outcome ? outcome.value : outcome.error;
}

function isSame(captured: EncodedValue, { value }: CallEnd, { timeline, label }: Replay): boolean {
  return (
    convertSnapshot(canonicalizeValues([captured], timeline.states, label.named)).text ===
    readComparableValues([value], label).text
  );
}

function isUsedLater(call: Call, { used }: Replay): boolean {
  return idsOf(outcomeOf(call)).some((id) => used.has(id));
}
