import { describe, expect, test } from 'vitest';
import type { CodeOwner, Profile, ProfiledFunction } from '../../harness/model/program/profile.ts';
import { createV8ProfiledFunction } from '../../profilers/create-v8-profiled-function.ts';
import { attributeHarnessCalls } from '../../profilers/mark-functions-called-by-harness.ts';
import { createProfileBuilder, NO_PARENT } from '../../profilers/profile-builder.ts';
import { computeFunctionWeights, summariseProfiles } from '../../profilers/summarise-profiles.ts';
import { formatCodeOwner } from '../../reports/display-facts/profile/format-code-location.ts';

/**
 * Builds a profile of stacks from the outermost call to the innermost, each frame as `owner name`,
 * with a package as `package:name`; 1 ms in the innermost.
 */
function profileOf(...stacks: readonly (readonly string[])[]): Profile {
  const builder = createProfileBuilder();
  for (const stack of stacks) {
    let above = NO_PARENT;
    for (const frame of stack) above = builder.node(above, builder.functionOf(functionOf(frame)));
    builder.add(above, 1);
  }
  return builder.build({ tool: 'v8-cpu', weight: 'time', threads: 1, samples: stacks.length });
}

function functionOf(frame: string): ProfiledFunction {
  const [who = '', name = ''] = frame.split(' ');
  const [owner = '', packageName = null] = who.split(':');
  return {
    name,
    owner: owner as CodeOwner,
    package: packageName,
    file: owner === 'native' ? null : `/app/${name}.js`,
    line: 1,
    column: 1,
  };
}

/** Returns the owners of the innermost frames of all stacks. */
function ownersOf(profile: Profile): readonly string[] {
  return computeFunctionWeights(attributeHarnessCalls(profile))
    .filter(({ self }) => self > 0)
    .map(({ of, self }) => `${of.owner} ${of.name} ${self}`);
}

describe('the owner of a call of Node.js or of the engine', () => {
  test('is perf-harness when perf-harness made the call', () => {
    const timer = ['node listOnTimeout', 'harness look', 'node cpuUsage', 'native cpuUsage'];
    expect(ownersOf(profileOf(timer))).toEqual(['harness cpuUsage 1']);
  });

  test('is the user when the code of the user made the same call', () => {
    const both = profileOf(
      ['harness look', 'native cpuUsage'],
      ['project work', 'native cpuUsage'],
    );
    expect(ownersOf(both)).toEqual(['native cpuUsage 1', 'harness cpuUsage 1']);
  });

  test.each<[string, readonly string[], string]>([
    ['it is what is measured', ['harness callStoringResults', 'native parse'], 'native parse 1'],
    [
      'a handler is called through perf-harness',
      ['node emit', 'harness observed', 'node emit', 'project handle', 'native parse'],
      'native parse 1',
    ],
    [
      'perf-harness looks on at a request of the user',
      ['project ask', 'harness observed', 'node request'],
      'node request 1',
    ],
    ['nobody is known to have called it', ['node listOnTimeout'], 'node listOnTimeout 1'],
    [
      'a package called it, which no code of the project called',
      ['package:got resume', 'harness observed', 'node request'],
      'node request 1',
    ],
  ])('is the user when %s', (_, stack, owner) => {
    expect(ownersOf(profileOf(stack))).toEqual([owner]);
  });

  test('stays what it was for the part above the user, in a call through perf-harness', () => {
    const through = profileOf(
      ['harness observed', 'node emit'],
      ['harness observed', 'node emit', 'project handle'],
    );
    expect(ownersOf(through)).toEqual(['node emit 1', 'project handle 1']);
  });
});

describe('the owner of a package', () => {
  test('is perf-harness for what runs batches, whoever resumed it, unless the user calls it', () => {
    expect(
      ownersOf(
        profileOf(
          ['package:tinybench run', 'native sort'],
          ['harness time', 'package:tinybench add'],
        ),
      ),
    ).toEqual(['harness sort 1', 'harness add 1']);
    expect(ownersOf(profileOf(['project suite', 'package:tinybench run']))).toEqual([
      'package run 1',
    ]);
  });

  test('is perf-harness for what loads sources when a hook called it, under whatever code was loading', () => {
    const hook = ['project main', 'node load', 'harness load', 'package:@swc/core transform'];
    expect(ownersOf(profileOf(hook))).toEqual(['harness transform 1']);
    expect(ownersOf(profileOf(['project build', 'package:@swc/core transform']))).toEqual([
      'package transform 1',
    ]);
  });
});

test('leaves a profile without perf-harness as it is', () => {
  const profile = profileOf(['project work', 'native parse']);
  expect(attributeHarnessCalls(profile)).toBe(profile);
});

test('distinguishes perf-harness itself from a package of this name in a project', () => {
  const own = '/app/node_modules/perf-harness/';
  const builder = createProfileBuilder();
  const functionIn = (functionName: string, url: string) =>
    builder.functionOf(
      createV8ProfiledFunction({ functionName, url, lineNumber: 1, columnNumber: 1 }, own),
    );
  const look = builder.node(NO_PARENT, functionIn('look', `file://${own}harness/look.js`));
  builder.add(look, 1);
  builder.add(builder.node(look, functionIn('cpuUsage', 'node:internal/process')), 1);
  const other = functionIn('run', 'file:///other/node_modules/perf-harness/index.js');
  builder.add(builder.node(NO_PARENT, other), 1);
  const facts = { tool: 'v8-cpu', weight: 'time', threads: 1, samples: 3 } as const;
  const { owners } = summariseProfiles([attributeHarnessCalls(builder.build(facts))]);
  expect(owners.map((owner) => formatCodeOwner(owner.owner, owner.package))).toEqual([
    'perf-harness',
    'perf-harness (package)',
  ]);
});
