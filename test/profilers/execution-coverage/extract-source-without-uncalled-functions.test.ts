/** Part of a file that ran, by V8's own coverage. */
import { describe, expect, it } from 'vitest';
import { extractExecutedSource } from '../../../profilers/execution-coverage/extract-source-without-uncalled-functions.ts';
import type { CoveredScript } from '../../../profilers/execution-coverage/v8-script-coverage.ts';
import { measureThreadCoverage } from '../../support/measure-thread-coverage.ts';

/** Runs the texts of scripts, and reads which of their functions were called. */
async function run(texts: readonly string[]): Promise<ReadonlyMap<string, CoveredScript>> {
  const nameOf = (index: number): string => `ran-${index}.js`;
  const answers = await measureThreadCoverage(
    texts.map(
      (text, index) =>
        `require('node:vm').runInThisContext(${JSON.stringify(text)}, ${JSON.stringify(nameOf(index))})`,
    ),
  );
  return new Map(
    texts.flatMap((text, index): readonly [string, CoveredScript][] => {
      const script = answers[index]?.find(({ url }) => url === nameOf(index));
      return script === undefined ? [] : [[text, script]];
    }),
  );
}

const BASE = `'use strict'; {
const slug = (text) => text.toLowerCase();

/** Of numbers. */
function total(items) {
  return items.map((one) => one).length;
}
class List {
  static size() { return 1; }
  first() { return 2; }
}
slug('A'); new List().first();
}`;

const UNRUN_CHANGES = [
  BASE.replace('.length', '.length + 1'),
  BASE.replace('return 1', 'return 3'),
  BASE.replace(/\/\*\* Of[\s\S]*?\n\}\n/u, ''),
  BASE.replace('class', '// New.\nconst more = async (x) => { await x; };\nclass'),
];
const RUN_CHANGES = [
  BASE.replace('toLowerCase', 'toUpperCase'),
  BASE.replace('return 2', 'return 3'),
  BASE.replace("slug('A')", "slug('B')"),
  BASE.replace("slug('A')", "slug('A'); total([])"),
];

const scripts = await run([BASE, ...UNRUN_CHANGES, ...RUN_CHANGES]);

function ran(text: string) {
  const { url = '', functions = [] } = scripts.get(text) ?? {};
  return extractExecutedSource({ text, url }, [functions]);
}

describe('the executed source of a program', () => {
  it('is the same when functions that it never calls are changed, moved, added or removed', () => {
    const base = ran(BASE);
    expect(base?.text).toContain("slug('A')");
    expect(base?.text).not.toMatch(/total|size|numbers/u);
    expect(base?.idle.map(({ name, line }) => `${line} ${name}`)).toEqual(['5 total', '9 size']);
    for (const head of UNRUN_CHANGES) expect(ran(head)?.text).toBe(base?.text);
  });

  it('differs when a function that it calls is changed, or what runs as it is loaded', () => {
    const base = ran(BASE);
    for (const head of RUN_CHANGES) {
      expect(ran(head)).not.toBeNull();
      expect(ran(head)?.text).not.toBe(base?.text);
    }
  });

  it('includes what any of its threads ran', () => {
    const { url = '', functions = [] } = scripts.get(BASE) ?? {};
    const other = functions.map((functionCoverage) => ({
      ...functionCoverage,
      ranges: functionCoverage.ranges.map((range) => ({ ...range, count: 1 })),
    }));
    expect(extractExecutedSource({ text: BASE, url }, [functions, other])?.idle).toEqual([]);
  });

  it('is unknown for another text than the executed text, except for additions by Node.js', () => {
    const { functions = [] } = scripts.get(BASE) ?? {};
    const url = 'file:///a.ts';
    expect(extractExecutedSource({ text: `${BASE}\n`, url }, [functions])).toBeNull();
    const stripped = `${BASE}\n\n//# sourceURL=${url}`;
    const longer = functions.map((functionCoverage) => ({
      ...functionCoverage,
      ranges: functionCoverage.ranges.map((range) =>
        range.endOffset === BASE.length ? { ...range, endOffset: stripped.length } : range,
      ),
    }));
    expect(extractExecutedSource({ text: BASE, url }, [longer])?.text).toBe(ran(BASE)?.text);
  });
});
