import type { ProfileReport } from '../harness/model/documents/profile-document.ts';
import type { Profile } from '../harness/model/program/profile.ts';

export const PROFILE_WEIGHT_UNITS = {
  time: 'ms',
  waited: 'ms',
  allocated: 'B',
  held: 'B',
  instructions: 'instructions',
  samples: 'samples',
} as const satisfies Record<Profile['weight'], ProfileReport['unit']>;
