import type { Finding } from '../../harness/model/finding.ts';
import { failureSentence } from '../../harness/sampling/failure-sentence.ts';
import { findingsOfTrials } from '../observe/findings-of-trials.ts';
import type { TakenProfiles } from '../observe/profile-trials.ts';

/** What is to be said of how profiles were taken. */
export function profileFindings(taken: TakenProfiles, level: Finding['level']): readonly Finding[] {
  return [
    ...failureFinding(taken, level),
    ...lostFinding(taken),
    ...startFinding(taken),
    ...findingsOfTrials(taken.profiles),
  ];
}

function failureFinding({ failure }: TakenProfiles, level: Finding['level']): readonly Finding[] {
  if (failure === null) return [];
  const remedy = failure.remedy ?? 'Run it by hand and look.';
  return [{ id: 'profile-failed', level, message: failureSentence(failure), remedy }];
}

function lostFinding({ profiles }: TakenProfiles): readonly Finding[] {
  const lost = profiles.reduce((sum, one) => sum + one.lost, 0);
  if (lost === 0) return [];
  return [
    {
      id: 'profile-incomplete',
      level: 'warning',
      message: `${lost} threads or processes in ${profiles.length} trials were ended before they could write a profile; what they did is not in it.`,
      remedy: 'Let worker threads end by themselves, and processes by themselves or by SIGTERM.',
    },
  ];
}

function startFinding({ profiles }: TakenProfiles): readonly Finding[] {
  const count = profiles.reduce((sum, one) => sum + (one.withStart ?? 0), 0);
  if (count === 0) return [];
  return [
    {
      id: 'profile-with-start',
      level: 'info',
      message: `${count} threads or processes in ${profiles.length} trials did not hear when the measured time began: what they allocated at their start is in the profile.`,
      remedy: 'Have them come back to their event loop before they are put under load.',
    },
  ];
}
