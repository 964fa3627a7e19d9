import type { DifferentialProfile } from '../../harness/model/documents/differential-profile.ts';
import {
  PROFILE_DIFF_SCHEMA,
  type ProfileDiffReport,
} from '../../harness/model/documents/profile-diff-document.ts';
import { createRandom } from '../../harness/stats/random.ts';
import type { ProfiledPair } from '../../profilers/compare-profiles.ts';
import { differentialProfile } from '../../profilers/differential-profile.ts';
import { type Call, code, drawProfile, PARSING, ROOT } from './profile-documents.ts';
import { ENVIRONMENT } from './run-of.ts';

/** What parsing became: slower rows, a check that is new, and no package for trimming any more. */
const PARSING_ANEW: readonly Call[] = PARSING.map((call) => ({
  ...call,
  calls: (call.calls ?? []).map((below) =>
    below.of.name === 'parseRow'
      ? {
          of: code('parseRow', `${ROOT}/src/parse.ts`, 17),
          ms: 372,
          calls: [
            { of: code('trim', `${ROOT}/src/trim.ts`, 2), ms: 96 },
            { of: code('<check> `row` | all', `${ROOT}/src/check.ts`, 4), ms: 24 },
          ],
        }
      : below,
  ),
}));

/** Drawn profiles of parsing before and after, each of a hundred calls. */
export function drawnDifference(pairs: number): DifferentialProfile {
  const random = createRandom(21);
  const pair = (): ProfiledPair => {
    const [one, other] = [random.integer(2 ** 31), random.integer(2 ** 31)];
    const side = { operations: 100, root: `${ROOT}/` };
    return [
      { ...side, profile: drawProfile(PARSING, one, 1) },
      { ...side, profile: drawProfile(PARSING_ANEW, other, 1) },
    ];
  };
  return differentialProfile([pair(), ...Array.from({ length: pairs - 1 }, pair)]);
}

function diffed(changes: Partial<ProfileDiffReport>): ProfileDiffReport {
  return {
    schema: PROFILE_DIFF_SCHEMA,
    id: '20260102T030405678Z-parse-34cd',
    created_at: '2026-01-02T03:04:05.678Z',
    scenario: 'parse a file',
    kind: 'function',
    file: `${ROOT}/scenarios/parse.ts`,
    root: ROOT,
    base: { label: 'main', commit: '3f1c9a7d5b2e8f60417c' },
    head: { label: 'working tree', commit: '9e02d4c81fa6b7735510' },
    seed: 7,
    difference: drawnDifference(12),
    duration_ms: 21_400,
    environment: ENVIRONMENT,
    findings: [],
    state: 'completed',
    ...changes,
  };
}

/** Two profiled sides: in pairs, from one file each, and one that failed. */
export function differenceDocuments(): Readonly<Record<string, ProfileDiffReport>> {
  return {
    'profile-diff-function': diffed({}),
    'profile-diff-files': diffed({
      scenario: 'before.cpuprofile → after|<b>.cpuprofile',
      kind: 'file',
      file: null,
      base: { label: 'before.cpuprofile', commit: null },
      head: { label: 'after|<b>.cpuprofile', commit: null },
      seed: null,
      difference: drawnDifference(1),
      environment: null,
    }),
    'profile-diff-failed': diffed({
      difference: null,
      state: 'failed',
      findings: [
        {
          id: 'profile-failed',
          level: 'error',
          message: 'the program left no profile',
          remedy: 'Look whether the program is Node.js, keeps NODE_OPTIONS, and is not killed.',
        },
      ],
    }),
  };
}
