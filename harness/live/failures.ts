import type { Finding } from '../model/finding.ts';
import type { SideId } from '../model/side.ts';
import type { LiveSides } from './live-parts.ts';
import type { LiveSubject } from './live-subject.ts';

/** Failed pairs that are borne: so many in all, or so large a share of those begun. */
const BORNE = 3;
const BORNE_SHARE = 0.2;

/**
 * Whether so many pairs have failed that nothing can be said. Single failures are told and borne:
 * their pairs are left out on both sides, whatever was measured.
 */
export function noteFailures(subject: LiveSubject, sides: LiveSides): void {
  const [a, b] = [failedUnits(subject, 'a'), failedUnits(subject, 'b')];
  if (Math.max(a, b) < BORNE || a + b <= BORNE_SHARE * subject.pairs) return;
  failBecause(subject, Math.min(a, b) >= BORNE ? ['a', 'b'] : [a >= b ? 'a' : 'b'], sides);
}

/** Nothing can be said of the scenario, because of the one side or of both. */
export function failBecause(
  subject: LiveSubject,
  failed: readonly SideId[],
  sides: LiveSides,
): void {
  subject.stop = 'failed';
  const [one = 'b'] = failed;
  // What the head says is the newer news; that the base fails alike tells that nothing broke it.
  subject.trouble =
    failed.length > 1
      ? { side: null, reason: `${failureText(subject, 'b', sides)}; the base fails too` }
      : { side: one, reason: failureText(subject, one, sides) };
}

/** What a side's first failure said. */
function failureText(subject: LiveSubject, side: SideId, sides: LiveSides): string {
  const { label } = side === 'a' ? sides.base : sides.head;
  const word = side === 'a' ? 'base' : 'head';
  const [first] = subject.trials[side].flatMap((trial) =>
    trial.state === 'failed' ? [trial.failure] : [],
  );
  return `the ${word} (${label}) failed in ${failedUnits(subject, side)} of ${subject.pairs} units: ${first?.message ?? 'no reason was given'}`;
}

function failedUnits(subject: LiveSubject, side: SideId): number {
  return subject.trials[side].filter(({ state }) => state === 'failed').length;
}

/** A finding for failures that were borne. */
export function borneFailures(subject: LiveSubject): readonly Finding[] {
  const [a, b] = [failedUnits(subject, 'a'), failedUnits(subject, 'b')];
  if (a + b === 0 || subject.stop === 'failed') return [];
  return [
    {
      id: 'dropped-pairs',
      level: 'warning',
      message: `"${subject.scenario.name}" failed in ${a} units of the base and ${b} of the head; their pairs are left out on both sides.`,
      remedy:
        b > a
          ? 'The head fails more often than the base: mend that before its speed is judged.'
          : 'Mend what fails now and then; every failure costs a pair.',
    },
  ];
}
