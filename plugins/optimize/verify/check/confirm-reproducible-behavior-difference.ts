import type { Session } from '../recorded-call-session.ts';
import {
  type CallbackRule,
  compareSides,
  type Difference,
  type SideComparison,
} from './compare-module-versions.ts';
import type { Side, SideRunOptions } from './replay-module-version.ts';

/** Both versions of a module, and the rule for comparing them. */
export interface Sides {
  readonly base: Side;
  readonly head: Side;
  readonly callbacks: CallbackRule;
}

/** Time limit of one checked call; a longer call counts as endless. */
export const HANG_TIMEOUT_MS = 1_500;
/** Multiple of the time before the change after which a call counts as endless, too. */
const HANG_TIMES = 20;

/**
 * Returns a difference that reproduces with more time, if the side before the change is
 * deterministic; null if there is none or the result is inconclusive.
 */
export async function confirmDifference(
  sides: Sides,
  session: Session,
): Promise<Difference | null> {
  let compared = await compareSession(sides, session);
  if (compared.type === 'differs' && compared.difference.kind === 'rejection') {
    // Timers of earlier sessions may have failed meanwhile; a new thread has none.
    await Promise.all([sides.base.close(), sides.head.close()]);
    compared = await compareSession(sides, session);
  }
  if (compared.type !== 'differs') return null;
  const own = compareSides(
    await sides.base.run(session),
    await sides.base.run(session),
    sides.callbacks,
  );
  return own.type === 'same' ? compared.difference : null;
}

/** Compares a session on both sides; the second may take longer, as on a busy machine. */
export async function compareSession(
  { base, head, callbacks }: Sides,
  session: Session,
  { samples = false }: Pick<SideRunOptions, 'samples'> = {},
): Promise<SideComparison> {
  const began = performance.now();
  const before = await base.run(session);
  const hangMs = Math.max(HANG_TIMEOUT_MS, (performance.now() - began) * HANG_TIMES);
  if (before.type !== 'log') return compareSides(before, before, callbacks);
  // Without a call on the old side there is nothing to compare with.
  if (before.log.calls.length === 0) {
    return { type: 'unfit', reason: before.log.stopped ?? 'no call was replayed' };
  }
  return compareSides(
    before,
    await head.run(session, { hangMs, samples }),
    callbacks,
    session.reads,
  );
}
