import type { CallSite, ProjectCode } from '../../analysis/index.ts';
import type { Reachability } from '../rule.ts';

/** Paths of files whose code runs in the background, without a caller that waits. */
const BACKGROUND_FILE =
  /(?:^|\/)(?:tasks?|jobs?|workers?|cron|celery|queues?|schedulers?|consumers?|processors?)(?:\/|\.\w+$)|[._-](?:task|job|worker|consumer|processor)s?\.\w+$/u;
/** Marks of the same on a function. */
const BACKGROUND_MARK =
  /^(?:shared_task|task|\w+\.task|\w+\.on_after_configure|\w+\.cron|dramatiq\.actor|actor|Processor|Process|Cron|Interval|EventPattern)$/u;
const MAX_DEPTH = 6;

/**
 * Returns how each function of a project is reached. A function that a request reaches counts as
 * such, whatever else reaches it.
 */
export function createReachabilityLookup(
  code: ProjectCode,
): (index: number) => Reachability | null {
  const background = reachedFrom(code, backgroundStarts(code));
  return (index) => {
    if (code.perRequest.has(index)) return 'request';
    return background.has(index) ? 'background' : null;
  };
}

function backgroundStarts(code: ProjectCode): readonly number[] {
  return [...code.facts.functions.entries()].flatMap(([index, { file }]) => {
    const isMarked = code
      .functionAt(index)
      .decorators.some(({ name }) => BACKGROUND_MARK.test(name));
    return isMarked || BACKGROUND_FILE.test(file) ? [index] : [];
  });
}

function reachedFrom(code: ProjectCode, starts: readonly number[]): ReadonlySet<number> {
  const reached = new Set(starts);
  let edge: readonly number[] = starts;
  for (let depth = 0; depth < MAX_DEPTH && edge.length > 0; depth += 1) {
    const next = edge.flatMap((index) => code.callsOf(index).flatMap(targetsOf));
    edge = [...new Set(next)].filter((index) => !reached.has(index));
    for (const index of edge) reached.add(index);
  }
  return reached;
}

function targetsOf({ call }: CallSite): readonly number[] {
  return call.isGuess ? [] : call.targets;
}
