import type { Call, CallbackCall, Session } from '../recorded-call-session.ts';
import { bindResults } from '../replay/assign-captured-ids-to-live-objects.ts';
import {
  createObjectTimeline,
  findModuleObjects,
} from '../replay/object-state-timeline-and-call-names.ts';
import {
  type AnswerCallback,
  createLiveObjects,
  type LiveObjects,
} from '../replay/recreate-captured-objects.ts';
import { resolveExport } from '../replay/resolve-module-exports.ts';
import { resolveCallTarget } from '../replay/resolve-recorded-callee.ts';
import type { ObjectState } from '../values/encoded-value.ts';

/**
 * Prepares the last call of a session with fresh objects, after making the calls it needs. null if
 * it cannot be repeated as it was.
 */
export function prepareCall(
  session: Session,
  exports: Record<string, unknown>,
): (() => unknown) | null {
  const inside = findModuleObjects(session);
  const { states, tell, tellAfter } = createObjectTimeline();
  let answers: AnswerCallback = () => undefined;
  const world = createLiveObjects({
    exported: (path) => resolveExport(exports, path),
    answer: (...asked) => answers(...asked),
    isBornInside: (id) => inside.has(id),
  });
  const last = session.calls.length - 1;
  for (const [index, call] of session.calls.entries()) {
    tell(call.before);
    world.apply(call.before.filter(({ id }) => !inside.has(id)));
    const self = world.make(call.self);
    const given = call.given.map(world.make);
    const target = resolveCallTarget(call, self, { exports, world });
    if (target === null) return null;
    answers = answersInTurn(call, world, inside);
    if (world.lost() !== null) return null;
    if (index === last) return () => target(given);
    const { outcome } = call;
    if (outcome.type !== 'returned' && outcome.type !== 'threw') return null;
    const result = attempt(() => target(given));
    tellAfter(call);
    const captured = 'value' in outcome ? outcome.value : outcome.error;
    bindResults(
      world,
      [
        [captured, result],
        [call.self, self],
      ],
      states,
    );
  }
  return null;
}

function attempt(call: () => unknown): unknown {
  try {
    return call();
  } catch (error) {
    return error;
  }
}

/** Makes function arguments answer in recorded order, whatever they are given: the cheapest way. */
function answersInTurn(
  call: Call,
  world: LiveObjects,
  inside: ReadonlySet<number>,
): AnswerCallback {
  const all = new Map<number, { readonly made: readonly (() => unknown)[]; turn: number }>();
  for (const [of, callbacks] of Map.groupBy(call.callbacks, (callback) => callback.of)) {
    all.set(of, { made: callbacks.map((callback) => replyOf(callback, world, inside)), turn: 0 });
  }
  return (of) => {
    const replyQueue = all.get(of);
    if (replyQueue === undefined) return undefined;
    const reply = replyQueue.made[replyQueue.turn % replyQueue.made.length];
    replyQueue.turn += 1;
    return reply?.();
  };
}

function replyOf(
  { outcome, after }: CallbackCall,
  world: LiveObjects,
  inside: ReadonlySet<number>,
): () => unknown {
  const isKnown = ({ id }: ObjectState): boolean => !inside.has(id) && !world.has(id);
  world.apply(after.filter(isKnown));
  switch (outcome.type) {
    case 'returned': {
      const value = world.make(outcome.value);
      return () => value;
    }
    case 'threw': {
      const error = world.make(outcome.error);
      return () => {
        throw error;
      };
    }
    case 'resolved': {
      const value = world.make(outcome.value);
      return () => Promise.resolve(value);
    }
    default:
      return () => new Promise(() => undefined);
  }
}
