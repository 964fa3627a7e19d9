import { join } from 'node:path';
import { type Host, measure, UserError } from 'perf-harness/plugin';
import { z } from 'zod';
import { type RunState, type State, stateSchema } from './optimization-loop-state.ts';
import { isFinished } from './optimization-loop-state-updates.ts';
import { ARTEFACT_FOLDER, type OptimizationPaths, resolvePaths } from './optimization-paths.ts';
import { parseJsonOrNull } from './parse-json-or-null.ts';

interface LoopEvent {
  readonly ts: string;
  readonly cycle: number;
  /** `2_profile running`, `boundary merge`, … */
  readonly event: string;
}

/** Storage of a loop: every write is atomic and durable (OPT-16). */
export interface StateStore {
  readonly save: (state: RunState) => void;
  readonly log: (cycle: number, event: string) => void;
}

export function openStateStore({ files, clock }: Host, paths: OptimizationPaths): StateStore {
  return {
    save: (state) => files.writeAtomic(paths.state, `${JSON.stringify(state, null, 2)}\n`),
    log: (cycle, event) => {
      const writer = files.appendLines(paths.history);
      const line: LoopEvent = { ts: clock.now().toISOString(), cycle, event };
      writer.write(JSON.stringify(line));
      writer.close();
    },
  };
}

/** Reads a state; null if there is none. @throws UserError for an unreadable state. */
export function readState({ files }: Host, path: string): State | null {
  const text = files.read(path);
  if (text === null) return null;
  const parsed = stateSchema.safeParse(parseJsonOrNull(text));
  if (parsed.success) return parsed.data;
  throw new UserError({
    code: 'bad-state',
    message: `The state file ${path} is invalid: ${z.prettifyError(parsed.error).replace(/\s*\n\s*/g, ' ')}.`,
    remedy: 'Start over with --fresh; existing branches are not lost.',
  });
}

/** Reads the logged events; a line that a kill cut short is skipped. */
export function readHistory({ files }: Host, path: string): readonly LoopEvent[] {
  return (files.read(path) ?? '').split('\n').flatMap((line) => {
    const event = parseJsonOrNull(line);
    // Sound: only this program writes the file, a line at a time.
    return event === null ? [] : [event as LoopEvent];
  });
}

/** Slugs of the loops that were begun in a project. */
export function listLoopSlugs({ files }: Host, root: string): readonly string[] {
  const names = files.list(join(root, ARTEFACT_FOLDER));
  return names.filter((name) => files.isFile(resolvePaths(root, name).state));
}

/** Every loop that was begun in a project. */
export function listLoopStates(host: Host, root: string): readonly State[] {
  return listLoopSlugs(host, root).flatMap(
    (slug) => readState(host, resolvePaths(root, slug).state) ?? [],
  );
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
