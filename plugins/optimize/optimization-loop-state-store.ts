import { type Host, UserError } from 'perf-harness/plugin';
import { z } from 'zod';
import { type RunState, type State, stateSchema } from './optimization-loop-state.ts';
import type { OptimizationPaths } from './optimization-paths.ts';
import { parseJsonOrNull } from './parse-json-or-null.ts';

/** Line of the history: event, time and cycle. */
export interface LoopEvent {
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
