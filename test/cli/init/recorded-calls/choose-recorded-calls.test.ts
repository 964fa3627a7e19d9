import { describe, expect, it } from 'vitest';
import type { ObservedFunction } from '../../../../api/instrument/observed-tests.ts';
import { chooseRecordedCalls } from '../../../../cli/init/recorded-calls/choose-recorded-calls.ts';
import { defaultExportName } from '../../../../harness/packages/default-export-name.ts';

const input = (source: string, calls = 1, failed = 0) => ({
  ...{ source, calls, failed, subject: null, isNew: false, isModified: false, bestMs: null },
});

function observed(name: string, own: Partial<ObservedFunction>): ObservedFunction {
  return {
    entry: 'lib/index.js',
    path: name.split('.'),
    share: 0.5,
    calls: 3,
    inputs: [input('["a"]')],
    refused: {},
    ...own,
  };
}

const nameDefault = (entry: string) => defaultExportName(entry, 'lib') ?? 'subject';
const choose = (...functions: readonly ObservedFunction[]) =>
  chooseRecordedCalls(functions, nameDefault);

describe('chooseRecordedCalls', () => {
  it('takes the median by calls and the largest input of the function with the largest share', () => {
    const inputs = [input('["largest of all of them"]'), input('["a"]', 5), input('["bbb"]', 2)];
    const { chosen } = choose(observed('small', { share: 0.2 }), observed('big', { inputs }));
    expect(chosen.map(({ name, input: { source } }) => [name, source])).toEqual([
      ['big, median input', '["a"]'],
      ['big, largest input', '["largest of all of them"]'],
      ['small', '["a"]'],
    ]);
  });

  it('takes functions with small shares if there are no others, since a wait has none', () => {
    const waits = observed('waits', { share: 0.002 });
    const rejected = observed('rejected', { inputs: [input('["a"]', 1, 1)] });
    expect(choose(waits, rejected).chosen.map(({ name }) => name)).toEqual(['waits']);
    expect(choose(waits, observed('works', {})).chosen.map(({ name }) => name)).toEqual(['works']);
  });

  it('counts the time of calls that can be repeated, which a profile may not see', () => {
    const fails = observed('fails', { share: 0.9, inputs: [{ ...input('[1]'), bestMs: 1 }] });
    const waits = observed('waits', {
      share: 0.009,
      calls: 20,
      inputs: [{ ...input('["a"]', 10), bestMs: 2 }],
    });
    const { chosen, unused } = choose(fails, waits, observed('small', { share: 0.009 }));
    expect(chosen.map(({ name }) => name)).toEqual(['waits', 'fails']);
    expect(unused.map(({ name }) => name)).toEqual(['small']);
  });

  it('calls a function with all of many inputs, and with the one that compresses least if that takes too long to be among them', () => {
    const inputs = [
      ...['a', 'b', 'c'].map((text) => ({ ...input(`["${text}"]`), bestMs: 1 })),
      { ...input(`["${'['.repeat(5_000)}"]`), bestMs: 1 },
      { ...input('["slow"]'), bestMs: 50 },
    ];
    const page = input('["a page of text, in which every word differs from the others"]');
    const { chosen } = choose(observed('parse', { inputs: [...inputs, { ...page, bestMs: 11 }] }));
    expect(chosen.map(({ name, mixed }) => [name, mixed.length])).toEqual([
      ['parse, 4 inputs', 4],
      ['parse, largest input', 0],
    ]);
    expect(chosen[1]?.input.source).toContain('a page of text');
    const light = choose(observed('parse', { inputs: [...inputs, { ...page, bestMs: 9 }] }));
    expect(light.chosen.map(({ name }) => name)).toEqual(['parse, 5 inputs']);
  });

  it('puts functions first that examples of the README call', () => {
    const shown = observed('text.parse', { share: 0.1 });
    const functions = [observed('helper', { share: 0.8 }), shown];
    const { chosen } = chooseRecordedCalls(functions, nameDefault, 'const all = text.parse(file);');
    expect(chosen.map(({ name }) => name)).toEqual(['text.parse', 'helper']);
  });

  it('names methods by their class, and constructors by new', () => {
    const created = [{ ...input('[1]'), isNew: true }];
    const method = observed('Stack.prototype.push', {});
    const ofDefault = observed('default.prototype.push', { entry: 'lib/tree-set.js' });
    const constructed = observed('Stack', { inputs: created });
    const { chosen } = choose(method, ofDefault, constructed);
    expect(chosen.map(({ name }) => name)).toEqual(['Stack.push', 'treeSet.push', 'new Stack']);
  });

  it('takes one input where sizes are similar', () => {
    const inputs = [input('["aaaa"]'), input('["bbbbb"]')];
    expect(choose(observed('same', { inputs })).chosen).toMatchObject([{ name: 'same' }]);
  });

  it('takes no call that failed', () => {
    const inputs = [input('["a"]'), input('["a large one that throws"]', 1, 1)];
    expect(choose(observed('parse', { inputs })).chosen).toMatchObject([
      { name: 'parse', input: { source: '["a"]' } },
    ]);
  });

  it.for([
    ['the time is short', { share: 0.009 }, 'under 1 % of the time'],
    ['every call fails', { inputs: [input('[1]', 3, 3)] }, 'each of its 3 calls fails'],
    [
      'no arguments can be written',
      { inputs: [], refused: { 'a function': 2, 'a proxy': 1 } },
      'each of its 3 calls gets a function, which cannot be written to a file',
    ],
  ] as const)('says why a function is left out when %s', ([, own, reason]) => {
    const { chosen, unused } = choose(observed('walk', own), observed('other', {}));
    expect({ chosen: chosen.map(({ name }) => name), unused }).toEqual({
      chosen: ['other'],
      unused: [{ name: 'walk', reason }],
    });
  });

  it('takes a share of just 1 %, and no function with a harmful name', () => {
    const { chosen, unused } = choose(
      observed('least', { share: 0.01 }),
      observed('files.deleteAll', {}),
    );
    expect(chosen).toMatchObject([{ name: 'least' }]);
    expect(unused).toMatchObject([{ name: 'files.deleteAll' }]);
  });

  it('names a default export after its file or its package', () => {
    const { chosen } = choose(
      observed('default', { entry: 'index.js' }),
      observed('default', { entry: 'src/slug-text.ts' }),
      observed('default.text.trim', {}),
    );
    expect(chosen.map(({ name }) => name)).toEqual(['lib', 'slugText', 'text.trim']);
  });
});
