import {
  type CauseMechanism,
  createChange,
  type IncidentChange,
  type IncidentSignal,
} from '../document/investigation-document.ts';
import { formatThreeDigits } from '../outputs/format-investigation-values.ts';

/**
 * Mechanisms that can degrade from outside a service, without any change to it. The others
 * (connections, queries, the event loop …) show symptoms, not causes.
 */
const FROM_OUTSIDE: readonly CauseMechanism[] = ['network', 'disk', 'cpu', 'memory', 'locks'];

/** Metric names for utilization, in percent or as a fraction. */
const USED = /used|usage|util|percent|pct|ratio/iu;
/** Percent of use below which enough disk or memory is left. */
const SCARCE = 80;

/** True for a disk or memory with enough space left, which delays nothing while it fills. */
function hasRoom({ name, mechanism, before, after, peak }: IncidentSignal): boolean {
  if ((mechanism !== 'disk' && mechanism !== 'memory') || !USED.test(name)) return false;
  // An amount of used bytes does not tell how many there are.
  if (before < 0 || peak > 110) return false;
  return (
    Math.max(before, after) < (peak <= 1 && !/percent|pct/iu.test(name) ? SCARCE / 100 : SCARCE)
  );
}

/** True for the program's own metrics, as Prometheus clients name them: they show symptoms. */
function isOwn({ name }: IncidentSignal): boolean {
  return /^(?:rate\()?(?:process|nodejs|jvm|go|python|ruby|dotnet)_/u.test(name);
}

/** Factor of event loop delay from which the loop distorts the durations measured in it. */
const BUSY = 1.5;

/** True for durations of other services as measured by the program. */
function isTimedByUs({ name, mechanism }: IncidentSignal): boolean {
  return mechanism === 'network' && /latency|duration|seconds|time|_ms/iu.test(name);
}

/**
 * Finds signals that worsened at the onset without a change to explain them: a noisy neighbour, a
 * full disk, another service. Returns each mechanism once, with its clearest signal.
 *
 * @param fitting - Signals at the onset, the clearest first.
 */
export function findResourceChanges(
  fitting: readonly IncidentSignal[],
  explained: ReadonlySet<CauseMechanism>,
): readonly IncidentChange[] {
  const isBusy = fitting.some(
    (fittingSignal) =>
      fittingSignal.mechanism === 'event loop' &&
      fittingSignal.after >= BUSY * fittingSignal.before,
  );
  return FROM_OUTSIDE.flatMap((mechanism): readonly IncidentChange[] => {
    const signal = fitting.find(
      (fittingSignal) =>
        fittingSignal.mechanism === mechanism &&
        !hasRoom(fittingSignal) &&
        !isOwn(fittingSignal) &&
        !(isBusy && isTimedByUs(fittingSignal)),
    );
    if (signal === undefined || explained.has(mechanism)) return [];
    const { name, labels, at, before, after } = signal;
    const origin = { at, commit: null, deployment: null };
    return [
      createChange(origin, {
        id: `resource-${mechanism.replace(' ', '-')}`,
        kind: 'resource',
        label: 'NEW ISSUE',
        title: `${name} went from ${formatThreeDigits(before)} to ${formatThreeDigits(after)}${labels === '' ? '' : ` (${labels})`}`,
        before: formatThreeDigits(before),
        after: formatThreeDigits(after),
        mechanisms: [mechanism],
      }),
    ];
  });
}
