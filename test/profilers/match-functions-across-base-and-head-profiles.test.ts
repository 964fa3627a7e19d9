import { describe, expect, it } from 'vitest';
import type { ProfiledFunction } from '../../harness/model/program/profile.ts';
import {
  alignInOrder,
  matchFunctionsAcrossSides,
} from '../../profilers/match-functions-between-compared-profiles.ts';
import { createFunctionKey } from '../../profilers/profile-builder.ts';

function code(name: string, file: string, line: number, column = 1): ProfiledFunction {
  return { name, owner: 'project', package: null, file, line, column };
}

/** Returns the functions matched by name, as `base line → head line`. */
function matches(base: readonly ProfiledFunction[], head: readonly ProfiledFunction[]) {
  const matched = matchFunctionsAcrossSides(base, head);
  return head.map((headFunction) => {
    const key = matched.get(createFunctionKey(headFunction));
    const other = base.find((candidate) => createFunctionKey(candidate) === key);
    return `${other?.name ?? 'none'} ${other?.line ?? '-'} → ${headFunction.name} ${headFunction.line}`;
  });
}

describe('the function matcher', () => {
  it('matches the same name in the same file, whatever the line', () => {
    expect(
      matches(
        [code('parse', 'a.js', 3), code('parse', 'b.js', 3)],
        [code('parse', 'b.js', 40), code('parse', 'a.js', 9), code('other', 'a.js', 3)],
      ),
    ).toEqual(['parse 3 → parse 40', 'parse 3 → parse 9', 'none - → other 3']);
  });

  it('matches anonymous functions in order when others are added before or between them', () => {
    const base = [code('(anonymous)', 'a.js', 3, 20), code('(anonymous)', 'a.js', 9, 8)];
    const added = [
      code('(anonymous)', 'a.js', 3, 20),
      code('(anonymous)', 'a.js', 6, 31),
      code('(anonymous)', 'a.js', 12, 8),
    ];
    expect(matches(base, added)).toEqual([
      '(anonymous) 3 → (anonymous) 3',
      'none - → (anonymous) 6',
      '(anonymous) 9 → (anonymous) 12',
    ]);
  });

  it('matches functions of a renamed file when half of its names are the same', () => {
    const base = [
      code('read', 'old.js', 1),
      code('write', 'old.js', 9),
      code('lost', 'old.js', 20),
    ];
    const head = [
      code('read', 'new.js', 2),
      code('write', 'new.js', 11),
      code('more', 'new.js', 30),
    ];
    expect(matches(base, head)).toEqual([
      'read 1 → read 2',
      'write 9 → write 11',
      'none - → more 30',
    ]);
    const others = head.map((headFunction) => ({
      ...headFunction,
      name: `${headFunction.name}Else`,
    }));
    expect(matches(base, others)).toEqual(
      others.map(({ name, line }) => `none - → ${name} ${line}`),
    );
  });

  it('matches nothing between files that have only anonymous functions', () => {
    expect(matches([code('(anonymous)', 'a.js', 1)], [code('(anonymous)', 'b.js', 1)])).toEqual([
      'none - → (anonymous) 1',
    ]);
  });
});

const distance = (value: number, other: number): number => Math.min(3, Math.abs(value - other));

describe('the alignment of two lists', () => {
  it('matches in the order of both, with the least distance', () => {
    expect(alignInOrder([1, 5, 9], [1, 9], distance)).toEqual([
      [1, 1],
      [9, 9],
    ]);
    expect(alignInOrder([1, 5], [2, 3, 5], distance)).toEqual([
      [1, 2],
      [5, 5],
    ]);
  });

  it('matches nothing with an empty list', () => {
    expect(alignInOrder([], [1], distance)).toEqual([]);
    expect(alignInOrder([1], [], distance)).toEqual([]);
  });

  it('matches one by one when the lists are too long to be inspected', () => {
    const long = Array.from({ length: 1_500 }, (_, index) => index);
    const pairs = alignInOrder(long, long.slice(1), distance);
    expect(pairs).toHaveLength(1_499);
    expect(pairs[0]).toEqual([0, 1]);
  });
});
