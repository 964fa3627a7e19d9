import { sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { resolveRealPath } from '../host/folder-tree-operations.ts';
import type { SideId } from '../model/base-or-head-of-comparison.ts';
import type { Finding } from '../model/finding.ts';
import type { Trial, TrialPass } from '../model/trial.ts';
import { describeFailure } from '../sampling/measure-trial.ts';
import type { LiveSides } from './live-comparison-context.ts';
import { type ComparedScenario, INSTRUCTIONS } from './scenario-comparison-state.ts';

/** Tolerated failed pairs: this many in all, or this share of the pairs started. */
const BORNE = 3;
const BORNE_SHARE = 0.2;

/**
 * Marks a scenario as failed if too many pairs failed for any conclusion. Single failures are
 * reported and tolerated: their pairs are left out on both sides, whatever was measured. Pairs of
 * one kind count for that kind only: a scenario that cannot be counted under valgrind can still be
 * timed.
 * @param pass - Kind of the pairs; default: timed pairs.
 */
export function stopOnPairFailures(
  subject: ComparedScenario,
  sides: LiveSides,
  pass?: TrialPass,
): void {
  const [a, b] = [failedUnits(subject, 'a', pass), failedUnits(subject, 'b', pass)];
  const begun = trialsOf(subject, 'a', pass).length;
  if (Math.max(a, b) < BORNE || a + b <= BORNE_SHARE * begun) return;
  markScenarioFailed(
    subject,
    Math.min(a, b) >= BORNE ? ['a', 'b'] : [a >= b ? 'a' : 'b'],
    sides,
    pass,
  );
}

/** Marks a scenario that cannot be judged, because of one side or both. */
export function markScenarioFailed(
  subject: ComparedScenario,
  failed: readonly SideId[],
  sides: LiveSides,
  pass?: TrialPass,
): void {
  subject.stop = 'failed';
  const [failedSide = 'b'] = failed;
  const textOf = (side: SideId): string => failureText(subject, side, sides, pass);
  // The head's failure is the relevant one; a base that fails alike shows that no change broke it.
  subject.trouble =
    failed.length > 1
      ? { side: null, reason: `${textOf('b')}; the base fails too` }
      : { side: failedSide, reason: textOf(failedSide) };
}

/** Returns the message of a side's first failure. */
function failureText(
  subject: ComparedScenario,
  side: SideId,
  sides: LiveSides,
  pass: TrialPass | undefined,
): string {
  const { label } = side === 'a' ? sides.base : sides.head;
  const word = side === 'a' ? 'base' : 'head';
  const begun = trialsOf(subject, side, pass);
  const [first] = begun.flatMap((trial) => (trial.state === 'failed' ? [trial.failure] : []));
  const why =
    first === undefined ? 'no reason was given' : fromProject(describeFailure(first), subject);
  return `the ${word} (${label}) failed in ${failedUnits(subject, side, pass)} of ${begun.length} trials: ${why}`;
}

/** Names of files from the project on: the folders that the sides lay in are gone by then. */
function fromProject(text: string, { places }: ComparedScenario): string {
  const folders = [...(places?.a ?? []), ...(places?.b ?? [])]
    .flatMap(([, to]) => [resolveRealPath(to) ?? to, to])
    .flatMap((folder) => [`${pathToFileURL(folder).href}/`, `${folder}${sep}`]);
  return folders.reduce((told, folder) => told.replaceAll(folder, ''), text);
}

function failedUnits(subject: ComparedScenario, side: SideId, pass: TrialPass | undefined): number {
  return trialsOf(subject, side, pass).filter(({ state }) => state === 'failed').length;
}

/** Returns the trials of one side for one kind of pairs. */
function trialsOf(
  { trials }: ComparedScenario,
  side: SideId,
  pass: TrialPass | undefined,
): readonly Trial[] {
  return trials[side].filter((trial) => trial.pass === pass);
}

/** Returns findings for tolerated failures. */
export function listToleratedFailures(subject: ComparedScenario): readonly Finding[] {
  if (subject.stop === 'failed') return [];
  return [...borneOf(subject, undefined), ...borneOf(subject, INSTRUCTIONS)];
}

function borneOf(subject: ComparedScenario, pass: TrialPass | undefined): readonly Finding[] {
  const [a, b] = [failedUnits(subject, 'a', pass), failedUnits(subject, 'b', pass)];
  if (a + b === 0) return [];
  const which = pass === undefined ? '' : ', while counting instructions';
  return [
    {
      id: 'dropped-pairs',
      level: 'warning',
      message: `"${subject.scenario.name}" failed in ${a} trials of the base and ${b} of the head${which}; both trials of each affected pair are excluded.`,
      remedy:
        b > a && pass === undefined
          ? 'The head fails more often than the base; fix the failures before judging the speed of the head.'
          : 'Fix the intermittent failures; each failure discards a whole pair of trials.',
    },
  ];
}
