import type { Finding } from '../../harness/model/finding.ts';
import type { Failure } from '../../harness/model/trial.ts';
import type { Random } from '../../harness/stats/seeded-random.ts';
import type { ObservedScenario } from '../observe/run-profiled-and-unprofiled-trial-pairs.ts';
import {
  type ObservedTrial,
  type ObservedTrialsRequest,
  runTrialsWithObserver,
} from '../observe/run-trials-with-observer.ts';

/** Runs one observed trial; null: it failed, which is reported. */
export type RunObservedTrial = <Seen extends object>(
  what: string,
  attach: ObservedTrialsRequest<Seen>['attach'],
) => Promise<ObservedTrial<Seen> | null>;

/** Collects evidence about a scenario part by part. */
export interface EvidenceTrialObserver {
  readonly take: RunObservedTrial;
  readonly tell: (finding: Finding) => void;
  readonly failures: () => readonly Finding[];
}

/** Creates an observer that runs one trial per part; a failed trial does not affect the others. */
export function createEvidenceTrialObserver(
  subject: ObservedScenario,
  random: Random,
): EvidenceTrialObserver {
  const failures: Finding[] = [];
  let offset = 0;
  return {
    take: async (what, attach) => {
      const request = { attach, count: 1, offset, random };
      offset += 1;
      const { trials, failure } = await runTrialsWithObserver(subject, request);
      subject.signal.throwIfAborted();
      if (failure !== null) failures.push(notMeasured(what, failure));
      return trials[0] ?? null;
    },
    tell: (finding) => failures.push(finding),
    failures: () => failures,
  };
}

function notMeasured(what: string, { message, remedy }: Failure): Finding {
  return {
    id: 'part-not-measured',
    level: 'warning',
    message: `The analysis of the scenario failed for ${what}: ${message}.`,
    ...(remedy !== undefined && { remedy }),
  };
}
