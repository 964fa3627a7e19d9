import type { Session } from '../sessions/recorded-call-session.ts';
import {
  type CallbackRule,
  compareReplays,
  type Difference,
  type SessionComparison,
} from './compare-module-versions.ts';
import type { ModuleReplayer, SessionReplayOptions } from './replay-module-version.ts';

/** Both versions of a module, and the rule for comparing them. */
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
  let compared = await compareSession(versions, session);
  if (compared.type === 'differs' && compared.difference.kind === 'rejection') {
    // Timers of earlier sessions may have failed meanwhile; a new thread has none.
    await Promise.all([versions.base.close(), versions.head.close()]);
    compared = await compareSession(versions, session);
  }
  if (compared.type !== 'differs') return null;
  const baselineRerun = compareReplays(
    await versions.base.replay(session),
    await versions.base.replay(session),
    versions.callbacks,
  );
  return baselineRerun.type === 'same' ? compared.difference : null;
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
  return compareReplays(
    before,
    await head.replay(session, { hangMs, samplesReach }),
    callbacks,
    session.reads,
  );
}
