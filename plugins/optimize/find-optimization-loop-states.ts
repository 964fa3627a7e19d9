import { join } from 'node:path';
import { type Host, measure, UserError } from 'perf-harness/plugin';
import type { State } from './optimization-loop-state.ts';
import { readState } from './optimization-loop-state-store.ts';
import { isFinished } from './optimization-loop-state-updates.ts';
import { ARTEFACT_FOLDER, resolvePaths } from './optimization-paths.ts';

/** Every loop that was begun in a project, by its slug. */
export function listLoopStates(host: Host, root: string): readonly State[] {
  return host.files
    .list(join(root, ARTEFACT_FOLDER))
    .filter((name) => host.files.isFile(resolvePaths(root, name).state))
    .flatMap((slug) => readState(host, resolvePaths(root, slug).state) ?? []);
}

/** Returns the slug of a target: the one already assigned to it, else a free one (OPT-33). */
export function findTargetSlug(host: Host, root: string, target: string): string {
  return measure.findFreeSlug(target, (slug) => {
    const { state, folder } = resolvePaths(root, slug);
    if (!host.files.isFolder(folder)) return null;
    try {
      return readState(host, state)?.target ?? null;
    } catch {
      // An unreadable state belongs to no target; opening it reports the error and its remedy.
      return null;
    }
  });
}

/** Returns the only loop that can be resumed. @throws UserError where there is none, or several. */
export function findOpenState(host: Host, root: string): State {
  const open = listLoopStates(host, root).filter((state) => !isFinished(state));
  const [first, ...others] = open;
  if (first !== undefined && others.length === 0) return first;
  const names = open.map(({ target }) => target).join(', ');
  throw new UserError({
    code: 'which-loop',
    message:
      first === undefined
        ? 'There is no loop to resume.'
        : `Several loops can be resumed: ${names}.`,
    remedy: 'Choose a loop with --target.',
  });
}
