import { bindCapturedIds } from '../replay/assign-captured-ids-to-live-objects.ts';
import {
  type AnswerCallback,
  createLiveObjects,
  type LiveObjects,
} from '../replay/recreate-captured-objects.ts';
import {
  type ModuleExports,
  resolveCallTarget,
  resolveExport,
} from '../replay/resolve-module-exports.ts';
import {
  type Call,
  type CallbackCall,
  createObjectTimeline,
  findModuleObjects,
  outcomeValue,
  type Session,
} from '../sessions/recorded-call-session.ts';

/**
 * Prepares the last call of a session with fresh objects, after making the calls it needs. null if
 * it cannot be repeated as it was.
 */
export function prepareCall(session: Session, exports: ModuleExports): (() => unknown) | null {
  const moduleObjects = findModuleObjects(session);
  const { states, add, addAfter } = createObjectTimeline();
  let answerCallback: AnswerCallback = () => undefined;
  const objects = createLiveObjects({
    resolveExport: (path) => resolveExport(exports, path),
    answerCallback: (...call) => answerCallback(...call),
    isModuleObject: (id) => moduleObjects.has(id),
  });
  const last = session.calls.length - 1;
  for (const [index, call] of session.calls.entries()) {
    const { outcome } = call;
    add(call.before);
    objects.restore(call.before.filter(({ id }) => !moduleObjects.has(id)));
    const self = objects.decode(call.self);
    const args = call.given.map(objects.decode);
    const target = resolveCallTarget(call, self, { exports, objects });
    if (target === null) return null;
    answerCallback = answerInRecordedOrder(call, objects, moduleObjects);
    if (objects.failureReason() !== null) return null;
    if (index === last) return () => target(args);
    if (outcome.type !== 'returned' && outcome.type !== 'threw') return null;
    let result: unknown;
    try {
      result = target(args);
    } catch (error) {
      result = error;
    }
    addAfter(call);
    const captured = outcomeValue(outcome);
    bindCapturedIds(
      objects,
      [
        [captured, result],
        [call.self, self],
      ],
      states,
    );
  }
  return null;
}

/** Returns the cheapest answers of callbacks: in recorded order, whatever the arguments are. */
function answerInRecordedOrder(
  call: Call,
  objects: LiveObjects,
  moduleObjects: ReadonlySet<number>,
): AnswerCallback {
  const queues = new Map<number, { readonly answers: readonly (() => unknown)[]; next: number }>();
  for (const [id, callbacks] of Map.groupBy(call.callbacks, (callback) => callback.of)) {
    const answers = callbacks.map((callback) => prepareAnswer(callback, objects, moduleObjects));
    queues.set(id, { answers, next: 0 });
  }
  return (id) => {
    const queue = queues.get(id);
    if (queue === undefined) return undefined;
    const answer = queue.answers[queue.next % queue.answers.length];
    queue.next += 1;
    return answer?.();
  };
}

function prepareAnswer(
  { outcome, after }: CallbackCall,
  objects: LiveObjects,
  moduleObjects: ReadonlySet<number>,
): () => unknown {
  objects.restore(after.filter(({ id }) => !moduleObjects.has(id) && !objects.has(id)));
  const value = outcome.type === 'rejected' ? null : objects.decode(outcomeValue(outcome));
  switch (outcome.type) {
    case 'returned':
      return () => value;
    case 'threw':
      return () => {
        throw value;
      };
    case 'resolved':
      return () => Promise.resolve(value);
    default:
      return () => new Promise(() => undefined);
  }
}
