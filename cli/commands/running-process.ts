import { parseDuration } from '../../harness/model/scenario/quantity.ts';
import { UserError } from '../../harness/model/user-error.ts';
import type { ProcessProfileKind } from '../../profilers/v8/profile-process.ts';
import type { ProfileCommandOptions } from './profile-options.ts';
import { readKind } from './read-kind.ts';

/** Default of `--duration`, milliseconds. */
const WATCHED_MS = 10_000;

/** null: none is asked for. @throws UserError where anything that is to be measured stands beside it. */
export function runningProcess({
  targets,
  command,
  kind,
  trials,
  seed,
  diff,
  with: tool,
  pid,
  duration,
}: ProfileCommandOptions): { pid: number; kind: ProcessProfileKind; durationMs: number } | null {
  const bad = (message: string): never => {
    throw new UserError({ code: 'bad-option', message });
  };
  if (pid === undefined) {
    return duration === undefined ? null : bad('--duration belongs to --pid.');
  }
  const others = command !== null || [diff, trials, seed, tool].some((one) => one !== undefined);
  if (targets.length > 0 || others) {
    return bad(
      '--pid is about a process that runs: it takes --kind and --duration, and no scenario.',
    );
  }
  const id = Number(pid);
  if (!Number.isInteger(id) || id <= 0)
    return bad(`--pid takes the number of a process; found "${pid}".`);
  const durationMs = duration === undefined ? WATCHED_MS : parseDuration(duration);
  if (typeof durationMs !== 'number') return bad(`--duration: ${durationMs.problem}.`);
  if (durationMs === 0) return bad('--duration takes more than nothing, such as 10s.');
  const read = kind === undefined ? 'cpu' : readKind(kind);
  if (read === 'waits') {
    return bad('--kind waits watches a program from its start: profile a scenario or a command.');
  }
  return { pid: id, kind: read, durationMs };
}
