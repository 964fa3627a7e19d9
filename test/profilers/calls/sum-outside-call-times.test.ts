import { describe, expect, it } from 'vitest';
import type { ProfiledFunction } from '../../../harness/model/program/profile.ts';
import { frameName } from '../../../profilers/calls/outside-call.ts';
import { sumOutsideCallTimes } from '../../../profilers/calls/time-shares-of-outside-calls.ts';
import { createProfileBuilder, NO_PARENT } from '../../../profilers/profile-builder.ts';

const at = (
  name: string,
  owner: ProfiledFunction['owner'],
  file: string | null,
): ProfiledFunction => ({ name, owner, package: null, file, line: 1, column: 1 });

describe('sumOutsideCallTimes', () => {
  it('attributes time to the outermost call, and leaves out tests and the recorder', () => {
    const builder = createProfileBuilder();
    const of = {
      test: builder.functionOf(at('test', 'project', '/copy/test/a.js')),
      parse: builder.functionOf(at('parse', 'project', '/copy/lib/parse.js')),
      helper: builder.functionOf(at('helper', 'project', '/copy/lib/helper.js')),
      run: builder.functionOf(at('run', 'harness', '/perf/recorder.js')),
      stringify: builder.functionOf(at('stringify', 'native', null)),
      first: builder.functionOf(at(frameName(1), 'project', 'run-time script 3')),
      second: builder.functionOf(at(frameName(2), 'project', 'run-time script 4')),
    };
    const test = builder.node(NO_PARENT, of.test);
    builder.add(test, 100);
    const parse = builder.node(test, of.parse);
    const run = builder.node(parse, of.run);
    builder.add(run, 50);
    builder.add(builder.node(run, of.stringify), 25);
    const first = builder.node(run, of.first);
    const work = builder.node(first, of.parse);
    builder.add(work, 6);
    // A call within the package runs the body directly.
    builder.add(builder.node(builder.node(work, of.run), of.helper), 2);
    const other = builder.node(builder.node(test, of.helper), of.run);
    builder.add(builder.node(builder.node(other, of.second), of.helper), 1);
    // Package code that no recorded function is around.
    builder.add(builder.node(test, of.helper), 1);
    const profile = builder.build({ tool: 'v8-cpu', weight: 'time', threads: 1, samples: 1 });
    const { totalMs, byIndex } = sumOutsideCallTimes(profile, (file) =>
      file.startsWith('/copy/lib/'),
    );
    expect(totalMs).toBe(10);
    expect([...byIndex].toSorted()).toEqual([
      [1, 8],
      [2, 1],
    ]);
  });
});
