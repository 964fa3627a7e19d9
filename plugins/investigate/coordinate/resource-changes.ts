import type {
  CauseMechanism,
  IncidentChange,
  IncidentSignal,
} from '../document/investigation-document.ts';
import { digits } from './words.ts';

/**
 * What comes from outside of a service, and so needs no change of it to explain it. The rest
 * (connections, queries, the event loop …) is where a cause shows, and no cause.
 */
const FROM_OUTSIDE: readonly CauseMechanism[] = ['network', 'disk', 'cpu', 'memory', 'locks'];

/** What is used of something, in percent or as a share of one. */
const USED = /used|usage|util|percent|pct|ratio/iu;
/** Below it, in percent, what is left of a disk or of memory is enough. */
const SCARCE = 80;

/** A disk or memory that fills holds nobody up as long as there is room. */
function hasRoom({ name, mechanism, before, after, peak }: IncidentSignal): boolean {
  if ((mechanism !== 'disk' && mechanism !== 'memory') || !USED.test(name)) return false;
  // Bytes that are used say nothing of how many there are.
  if (before < 0 || peak > 110) return false;
  return (
    Math.max(before, after) < (peak <= 1 && !/percent|pct/iu.test(name) ? SCARCE / 100 : SCARCE)
  );
}

/** Of the program itself, as client libraries of Prometheus name it: where a cause shows. */
function isOwn({ name }: IncidentSignal): boolean {
  return /^(?:rate\()?(?:process|nodejs|jvm|go|python|ruby|dotnet)_/u.test(name);
}

/** An event loop that is held up so much more adds its own delay to what is timed in it. */
const BUSY = 1.5;

/** How long others take, as the program sees it. */
function isTimedByUs({ name, mechanism }: IncidentSignal): boolean {
  return mechanism === 'network' && /latency|duration|seconds|time|_ms/iu.test(name);
}

/**
 * Numbers that became worse when it began and that no change explains: a slow neighbour, a full disk,
 * another service. Each mechanism once, by its clearest number.
 *
 * @param fitting - The clearest first.
 */
export function resourceChanges(
  fitting: readonly IncidentSignal[],
  explained: ReadonlySet<CauseMechanism>,
): readonly IncidentChange[] {
  const isBusy = fitting.some(
    (one) => one.mechanism === 'event loop' && one.after >= BUSY * one.before,
  );
  return FROM_OUTSIDE.flatMap((mechanism): readonly IncidentChange[] => {
    const signal = fitting.find(
      (one) =>
        one.mechanism === mechanism &&
        !hasRoom(one) &&
        !isOwn(one) &&
        !(isBusy && isTimedByUs(one)),
    );
    if (signal === undefined || explained.has(mechanism)) return [];
    const { name, labels, at, before, after } = signal;
    return [
      {
        id: `resource-${mechanism.replace(' ', '-')}`,
        kind: 'resource',
        label: 'NEW ISSUE',
        title: `${name} went from ${digits(before)} to ${digits(after)}${labels === '' ? '' : ` (${labels})`}`,
        at,
        commit: null,
        deployment: null,
        file: null,
        line: null,
        before: digits(before),
        after: digits(after),
        mechanisms: [mechanism],
        direction: 'worse',
        cost: 'unknown',
      },
    ];
  });
}
