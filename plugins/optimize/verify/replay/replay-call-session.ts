import { types } from 'node:util';
import {
  type Call,
  createObjectTimeline,
  type FileInput,
  findModuleObjects,
  listStatesDuring,
  type ObjectTimeline,
  outcomeValue,
  type Session,
} from '../sessions/recorded-call-session.ts';
import { canonicalizeValues } from '../values/canonicalize-values.ts';
import { type EncodedValue, type ObjectState, referencedId } from '../values/encoded-value.ts';
import { applyCallerWrites, bindCapturedIds } from './assign-captured-ids-to-live-objects.ts';
import {
  type ComparableValues,
  captureValues,
  type ExportPaths,
  toComparableValues,
} from './comparable-values.ts';
import { advanceClock, advanceClockTo, countInputsRead } from './deterministic-runtime.ts';
import { createLiveObjects, type LiveObjects } from './recreate-captured-objects.ts';
import {
  type CallbackAnswers,
  createCallbackAnswers,
  inspectCall,
} from './replay-recorded-callback-results.ts';
import type { CallReplayLog, SessionReplayLog } from './replay-worker-messages.ts';
import {
  listExportPaths,
  listPrototypePaths,
  type ModuleExports,
  resolveCallTarget,
  resolveExport,
} from './resolve-module-exports.ts';
import {
  type CallEnd,
  settleCall,
  waitForImmediate,
  waitForPromise,
  waitUntil,
} from './wait-for-call-to-settle.ts';

const MOST_ITERATOR_VALUES = 2_000;

/** True for generators and iterators of Maps and Sets, whose values show only as they are taken. */
function isDrainable(value: unknown): value is object {
  return types.isGeneratorObject(value) || types.isMapIterator(value) || types.isSetIterator(value);
}

/** Returns the values of an iterator or generator, to its end or to a limit, and how it ends. */
async function drainIterator(
  iterator: object,
  wait: (promise: Promise<unknown>) => Promise<CallEnd>,
): Promise<readonly unknown[]> {
  const values: unknown[] = [];
  const next: unknown = Reflect.get(iterator, 'next');
  if (typeof next !== 'function') return values;
  while (values.length < MOST_ITERATOR_VALUES) {
    try {
      let step: unknown = Reflect.apply(next, iterator, []);
      if (types.isPromise(step)) {
        const ended = await wait(step);
        if (ended.type !== 'resolved') return [...values, ended.type, ended.value];
        step = ended.value;
      }
      const { done, value } = step as { readonly done?: unknown; readonly value?: unknown };
      values.push(value);
      if (done === true) return values;
    } catch (error) {
      return [...values, 'threw', error];
    }
  }
  return values;
}

export interface SessionReplayRequest {
  readonly session: Session;
  readonly exports: ModuleExports;
  /** Stages the files that a call reads. Default: it reads what is there. */
  readonly stageFiles?: (files: readonly FileInput[]) => void;
  readonly begin: (index: number) => void;
  /** Returns the unhandled rejections since the last call of it. */
  readonly takeRejections: () => readonly unknown[];
  /** Time limit of one promise. */
  readonly limitMs: number;
  /** Set to report each call in the form that a test needs, too. */
  readonly inspects: boolean;
}

/** Most objects passed in or returned that are observed once more at the end. */
const MOST_FINAL_STATES = 60;

interface Replay {
  readonly run: SessionReplayRequest;
  readonly objects: LiveObjects;
  readonly timeline: ObjectTimeline;
  readonly exportPaths: ExportPaths;
  /** Objects passed to calls or returned by them so far. */
  readonly exchangedObjects: Set<object>;
  answers: CallbackAnswers | null;
  readonly moduleObjects: ReadonlySet<number>;
  /** Ids of objects whose methods the session calls, so that no iterator among them is drained. */
  readonly receivers: ReadonlySet<number>;
}

/** Replays a captured session on a module, and logs the outcome. */
export async function replaySession(run: SessionReplayRequest): Promise<SessionReplayLog> {
  const replay = startReplay(run);
  const calls: (CallReplayLog | null)[] = [];
  let skipReason: string | null = null;
  let stopReason: string | null = null;
  for (const [index, call] of run.session.calls.entries()) {
    run.begin(index);
    const log = await runCall(call, replay);
    stopReason = replay.objects.failureReason();
    if (log === null && stopReason !== null) {
      skipReason ??= stopReason;
      stopReason = null;
      skipCall(call, replay);
    } else if (stopReason !== null) break;
    calls.push(log);
    advanceClock();
  }
  // If every call was skipped, there is nothing to report.
  if (calls.every((call) => call === null))
    return { calls: [], stopReason: stopReason ?? skipReason, finalStates: [] };
  const finalStates = [...replay.exchangedObjects]
    .slice(0, MOST_FINAL_STATES)
    .map((object) => captureValues([object], replay.exportPaths));
  return { calls, stopReason, finalStates };
}

function startReplay(run: SessionReplayRequest): Replay {
  const { session, exports } = run;
  const paths = listExportPaths(exports);
  const prototypes = listPrototypePaths(paths);
  const moduleObjects = findModuleObjects(session);
  const objects = createLiveObjects({
    resolveExport: (path) => resolveExport(exports, path),
    answerCallback: (...call) => replay.answers?.answer(...call),
    isModuleObject: (id) => moduleObjects.has(id),
  });
  const replay: Replay = {
    run,
    objects,
    moduleObjects,
    timeline: createObjectTimeline(),
    exportPaths: {
      exportPath: (object) => paths.get(object) ?? null,
      prototypePath: (object) => prototypes.get(object),
      translatePath: (path) => paths.get(Object(resolveExport(exports, path)) as object) ?? path,
    },
    exchangedObjects: new Set(),
    answers: null,
    receivers: new Set(
      session.calls.flatMap(({ callee }) =>
        'of' in callee ? (referencedId(callee.of) ?? []) : [],
      ),
    ),
  };
  return replay;
}

/** Applies the recorded effects of a call that was not made. */
function skipCall(call: Call, { timeline, objects, moduleObjects }: Replay): void {
  objects.clearFailure();
  const changed = listStatesDuring(call);
  timeline.add(changed);
  objects.restore(changed.filter(({ id }) => !moduleObjects.has(id) && objects.has(id)));
  objects.clearFailure();
}

/** Makes a call and logs it; null: it cannot be made. */
async function runCall(call: Call, replay: Replay): Promise<CallReplayLog | null> {
  const { objects, timeline, run, exportPaths } = replay;
  const before = new Map(call.before.map(({ id }) => [id, timeline.states.get(id)]));
  timeline.add(call.before);
  objects.restore(call.before.filter((state) => isRestorable(state, replay)));
  const unrestored = call.before.filter((state) => !isRestorable(state, replay));
  applyCallerWrites((id) => before.get(id), unrestored, objects);
  const self = objects.decode(call.self);
  const args = call.given.map(objects.decode);
  const target = resolveCallTarget(call, self, { exports: run.exports, objects });
  if (target === null || objects.failureReason() !== null) return null;
  run.stageFiles?.(call.files ?? []);
  if (call.at !== undefined) advanceClockTo(call.at);
  const inputsRead = countInputsRead();
  replay.answers = createCallbackAnswers(call, {
    timeline,
    objects,
    exportPaths,
    inspects: run.inspects,
    reenter: () => target(args),
  });
  const { answers } = replay;
  const ended = await settleCall(() => {
    try {
      return target(args);
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
  timeline.add(call.after);
  const captured = outcomeValue(call.outcome);
  bindCapturedIds(
    objects,
    [
      [captured, ended.value],
      [call.self, self],
      ...call.given.map((value, index) => [value, args[index]] as const),
    ],
    timeline.states,
  );
  for (const value of [ended.value, self, ...args]) {
    if (typeof value === 'object' && value !== null) replay.exchangedObjects.add(value);
  }
  const capture = (values: readonly unknown[]): ComparableValues =>
    captureValues(values, exportPaths);
  return {
    type: ended.type,
    result: capture([ended.value, ...drained]),
    receiverAndArguments: capture(self === undefined ? args : [self, ...args]),
    resultAndArguments: capture([ended.value, self, ...args]),
    callbacks: answers.log,
    unanswered: [...answers.unanswered],
    rejections: run.takeRejections().map((error) => capture([error])),
    matchesRecording:
      countInputsRead() > inputsRead ||
      (ended.type === call.outcome.type &&
        (drained.length > 0 || isSameAsCaptured(captured, ended, replay))),
    ...(run.inspects && { inspected: inspectCall(ended, args, answers.log) }),
  };
}

/**
 * True if a state is restored as the caller left it. Objects that the module created stay as the
 * module left them, except lists and the like, which callers change too.
 */
function isRestorable({ id, shape }: ObjectState, { objects, moduleObjects }: Replay): boolean {
  if (!moduleObjects.has(id)) return true;
  const isPlain =
    shape.kind !== 'object' || shape.prototype.of === 'global' || shape.prototype.of === 'null';
  return isPlain && objects.has(id);
}

function isSameAsCaptured(
  captured: EncodedValue,
  { value }: CallEnd,
  { timeline, exportPaths }: Replay,
): boolean {
  const snapshot = canonicalizeValues([captured], timeline.states, exportPaths.translatePath);
  return toComparableValues(snapshot).text === captureValues([value], exportPaths).text;
}

function isUsedLater(call: Call, { receivers }: Replay): boolean {
  return receivers.has(referencedId(outcomeValue(call.outcome)) ?? -1);
}
