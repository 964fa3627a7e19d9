import { applyPatch } from './apply/applicators.ts';
import type { FunctionDelta } from './plan.ts';
import type { Session } from './session.ts';
import { restoreState } from './tree-state.ts';

/**
 * Times of functions without and with all changes, by a patch that is applied on top of either in
 * the worktree and taken back alone, so that nothing of it is ever committed and no change is lost
 * with it (X814-22, C2).
 */
export async function functionDeltas(
  session: Session,
  tree: string,
): Promise<readonly FunctionDelta[]> {
  const before = await timesIn(session, session.startTree);
  const after = await timesIn(session, tree);
  if (before === null || after === null) return [];
  return Object.entries(before).flatMap(([name, ms]) => {
    const now = after[name];
    if (now === undefined) return [];
    const delta = ms === 0 ? 0 : ((now - ms) / ms) * 100;
    return [{ function: name, before_ms: ms, after_ms: now, delta_pct: delta }];
  });
}

type Times = Readonly<Record<string, number>> | null;

/** What is only shown must not cost what was gained: trouble with it is a warning. */
async function timesIn(session: Session, tree: string): Promise<Times> {
  try {
    return await measureIn(session, tree);
  } catch (error) {
    session.signal.throwIfAborted();
    session.warnings.push(`Functions could not be timed: ${(error as Error).message}`);
    return null;
  }
}

async function measureIn(
  { request: { instrumentation }, head, warnings }: Session,
  tree: string,
): Promise<Times> {
  if (instrumentation === undefined) return null;
  const { patch, measure } = instrumentation;
  await restoreState(head, tree);
  if (patch === null) return measure(head.root);
  const trouble = await applyPatch(head, patch, []);
  if (trouble !== null) {
    warnings.push(`Functions could not be timed: ${trouble}.`);
    return null;
  }
  try {
    return await measure(head.root);
  } finally {
    await applyPatch(head, patch, ['--reverse']);
  }
}
