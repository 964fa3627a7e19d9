import type { Session } from '../sessions/recorded-call-session.ts';
import {
  type CallbackRule,
  compareReplays,
  type Difference,
  type SessionComparison,
} from './compare-module-versions.ts';
import type { ModuleReplayer, SessionReplayOptions } from './replay-module-version.ts';

export interface ModuleVersions {
  readonly base: ModuleReplayer;
  readonly head: ModuleReplayer;
  readonly callbacks: CallbackRule;
}

/** Time limit of one checked call; a longer call counts as endless. */
export const HANG_TIMEOUT_MS = 1_500;
/** Multiple of the time before the change after which a call counts as endless, too. */
const HANG_FACTOR = 20;

/**
 * Returns a difference that reproduces with more time, if the version before the change is
 * deterministic; null if there is none or the result is inconclusive.
 */
export async function confirmDifference(
  versions: ModuleVersions,
  session: Session,
): Promise<Difference | null> {
  const { base, head, callbacks } = versions;
  let compared = await compareSession(versions, session);
  if (compared.type === 'differs' && compared.difference.kind === 'rejection') {
    // Timers of earlier sessions may have failed meanwhile; a new thread has none.
    await Promise.all([base.close(), head.close()]);
    compared = await compareSession(versions, session);
  }
  if (compared.type !== 'differs') return null;
  const [first, second] = [await base.replay(session), await base.replay(session)];
  return compareReplays(first, second, callbacks).type === 'same' ? compared.difference : null;
}

/** Compares a session on both versions; the second may take longer, as on a busy machine. */
export async function compareSession(
  { base, head, callbacks }: ModuleVersions,
  session: Session,
  { samplesReach = false }: Pick<SessionReplayOptions, 'samplesReach'> = {},
): Promise<SessionComparison> {
  const began = performance.now();
  const before = await base.replay(session);
  const hangMs = Math.max(HANG_TIMEOUT_MS, (performance.now() - began) * HANG_FACTOR);
  if (before.type !== 'log') return compareReplays(before, before, callbacks);
  // Without a call before the change there is nothing to compare with.
  if (before.log.calls.length === 0) {
    return { type: 'inconclusive', reason: before.log.stopReason ?? 'no call was replayed' };
  }
  const after = await head.replay(session, { hangMs, samplesReach });
  return compareReplays(before, after, callbacks, session.reads);
}
