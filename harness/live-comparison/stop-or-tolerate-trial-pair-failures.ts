import { sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { resolveRealPath } from '../host/folder-tree-operations.ts';
import type { SideId } from '../model/base-or-head-of-comparison.ts';
import type { Finding } from '../model/finding.ts';
import type { Trial, TrialPass } from '../model/trial.ts';
import { describeFailure } from '../sampling/measure-trial.ts';
import type { LiveSides } from './live-comparison-context.ts';
import { type ComparedScenario, INSTRUCTIONS } from './scenario-comparison-state.ts';

/** Number of failed units per side, and share of the pairs, from which a scenario has failed. */
const TOLERATED_FAILURES = 3;
const TOLERATED_FAILURE_SHARE = 0.2;

/**
 * Marks a scenario as failed if too many pairs failed for any conclusion. Fewer failures are
 * reported and tolerated: their pairs are left out. Each pass counts by itself: a scenario that
 * fails under valgrind can still be timed.
 * @param pass - Default: timed pairs.
 */
export function stopOnPairFailures(
  subject: ComparedScenario,
  sides: LiveSides,
  pass?: TrialPass,
): void {
  const [a, b] = [countFailures(subject, 'a', pass), countFailures(subject, 'b', pass)];
  const trials = trialsOfPass(subject, 'a', pass).length;
  if (Math.max(a, b) < TOLERATED_FAILURES || a + b <= TOLERATED_FAILURE_SHARE * trials) return;
  markScenarioFailed(
    subject,
    Math.min(a, b) >= TOLERATED_FAILURES ? ['a', 'b'] : [a >= b ? 'a' : 'b'],
    sides,
    pass,
  );
}

export function markScenarioFailed(
  subject: ComparedScenario,
  failed: readonly SideId[],
  sides: LiveSides,
  pass?: TrialPass,
): void {
  subject.stop = 'failed';
  const [failedSide = 'b'] = failed;
  const reasonOf = (side: SideId): string => describeFirstFailure(subject, side, sides, pass);
  // The reason is the head's failure; if the base fails too, the change is not the cause.
  subject.trouble =
    failed.length > 1
      ? { side: null, reason: `${reasonOf('b')}; the base fails too` }
      : { side: failedSide, reason: reasonOf(failedSide) };
}

function describeFirstFailure(
  subject: ComparedScenario,
  side: SideId,
  sides: LiveSides,
  pass: TrialPass | undefined,
): string {
  const { label } = side === 'a' ? sides.base : sides.head;
  const word = side === 'a' ? 'base' : 'head';
  const begun = trialsOfPass(subject, side, pass);
  const [first] = begun.flatMap((trial) => (trial.state === 'failed' ? [trial.failure] : []));
  const why =
    first === undefined
      ? 'no reason was given'
      : withoutSideFolders(describeFailure(first), subject);
  return `the ${word} (${label}) failed in ${countFailures(subject, side, pass)} of ${begun.length} trials: ${why}`;
}

/** Makes paths relative to the project: the folders of the sides no longer exist when it is read. */
function withoutSideFolders(text: string, { pathMappings }: ComparedScenario): string {
  const folders = [...(pathMappings?.a ?? []), ...(pathMappings?.b ?? [])]
    .flatMap(([, to]) => [resolveRealPath(to) ?? to, to])
    .flatMap((folder) => [`${pathToFileURL(folder).href}/`, `${folder}${sep}`]);
  return folders.reduce((shortened, folder) => shortened.replaceAll(folder, ''), text);
}

function countFailures(
  subject: ComparedScenario,
  side: SideId,
  pass: TrialPass | undefined,
): number {
  return trialsOfPass(subject, side, pass).filter(({ state }) => state === 'failed').length;
}

/** Returns the trials of one side in a pass; undefined: timed trials. */
function trialsOfPass(
  { trials }: ComparedScenario,
  side: SideId,
  pass: TrialPass | undefined,
): readonly Trial[] {
  return trials[side].filter((trial) => trial.pass === pass);
}

export function listToleratedFailures(subject: ComparedScenario): readonly Finding[] {
  if (subject.stop === 'failed') return [];
  return [
    ...toleratedFailureFindings(subject, undefined),
    ...toleratedFailureFindings(subject, INSTRUCTIONS),
  ];
}

function toleratedFailureFindings(
  subject: ComparedScenario,
  pass: TrialPass | undefined,
): readonly Finding[] {
  const [a, b] = [countFailures(subject, 'a', pass), countFailures(subject, 'b', pass)];
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
