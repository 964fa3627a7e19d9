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
  const side: SideId = a >= b ? 'a' : 'b';
  subject.stop = 'failed';
  subject.trouble = { side, reason: failureText(subject, side, sides) };
}

/** What a side's first failure said. */
export function failureText(subject: LiveSubject, side: SideId, sides: LiveSides): string {
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
