import { describe, expect, it } from 'vitest';
import { groupProfilesByProgram } from '../../../api/map/measure-performance-map.ts';
import type { ProfiledTrials } from '../../../api/observe/run-profiled-and-unprofiled-trial-pairs.ts';
import type { Profile } from '../../../harness/model/program/profile.ts';
import type { ProfileResult, ProgramProfile } from '../../../harness/model/program/profiler.ts';
import { createProfileBuilder } from '../../../profilers/profile-builder.ts';
import { createInMemoryHost } from '../../support/in-memory-host.ts';

const profileOf = (): Profile =>
  createProfileBuilder().build({ tool: 'v8-cpu', weight: 'time', threads: 1, samples: 100 });

/** A trial of these programs; undefined: its profiler does not tell programs apart. */
function trial(programs: readonly string[] | undefined): ProfileResult {
  const parts = programs?.map((program): ProgramProfile => ({ program, profile: profileOf() }));
  return { profile: profileOf(), lost: 0, ...(parts !== undefined && { programs: parts }) };
}

function programsIn(...trials: readonly ProfileResult[]) {
  const taken: ProfiledTrials = {
    profiles: trials,
    ratios: [],
    trials: [],
    plain: [],
    failure: null,
    isProfilerMissing: false,
  };
  const profiles = trials.map(({ profile }) => profile);
  return {
    whole: profiles,
    told: groupProfilesByProgram(createInMemoryHost().host, { taken, profiles }),
  };
}

describe('the programs of a performance map', () => {
  it('are those of every trial, with the whole profile when a trial was one program', () => {
    const { whole, told } = programsIn(trial(['/a.js']), trial(['/a.js', '/b.js']));
    expect(told.programs?.map(({ program }) => program)).toEqual(['/a.js', '/a.js', '/b.js']);
    expect(told.programs?.[0]?.profile).toBe(whole[0]);
  });

  it('are left out when the profiler of a trial does not distinguish programs', () => {
    expect(programsIn(trial(['/a.js']), trial(undefined)).told).toEqual({});
  });
});
