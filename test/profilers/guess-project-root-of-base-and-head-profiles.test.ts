import { describe, expect, it } from 'vitest';
import type { Profile } from '../../harness/model/program/profile.ts';
import { guessProjectRootPerSide } from '../../profilers/guess-project-root-in-compared-profiles.ts';
import { createProfileBuilder } from '../../profilers/profile-builder.ts';

function profile(...files: readonly string[]): Profile {
  const builder = createProfileBuilder();
  for (const file of files) {
    builder.functionOf({ name: 'f', owner: 'project', package: null, file, line: 1, column: 1 });
  }
  return builder.build({ tool: 'v8-cpu', weight: 'time', threads: 1, samples: 1 });
}

describe('the project folders of two sides', () => {
  it('are that of the project when a file is the same on both sides', () => {
    const same = profile('/srv/app/src/a.js');
    expect(guessProjectRootPerSide([same], [same], '/srv/app')).toEqual({
      base: '/srv/app/',
      head: '/srv/app/',
    });
  });

  it('are the folders below which most files have the same names', () => {
    const base = profile('/old/app/src/a.js', '/old/app/src/b.js', '/old/app/index.js');
    const head = profile('/new/place/app/src/a.js', '/new/place/app/index.js');
    expect(guessProjectRootPerSide([base], [head], '/srv/app')).toEqual({
      base: '/old/',
      head: '/new/place/',
    });
  });

  it('are that of the project when nothing is known', () => {
    const roots = { base: '/srv/app/', head: '/srv/app/' };
    expect(guessProjectRootPerSide([profile()], [profile('/x.js')], '/srv/app')).toEqual(roots);
  });
});
