import { describe, expect, it } from 'vitest';
import { applyCodemodToFile } from './apply-codemod-to-file.ts';

describe('declarations added by a codemod', () => {
  it('precede all calls', () => {
    const after = applyCodemodToFile(
      'make-once',
      "const http = require('node:http');\nmain();\nfunction main() { http.send(new Intl.NumberFormat('en').format(1)); }\n",
      'src/use.cjs',
    );
    expect(after).toMatch(/require\('node:http'\);\n\nconst keptFormatter[^\n]*\n\n?main\(\);/u);
  });

  it('precede all calls, even between calls of require', () => {
    const after = applyCodemodToFile(
      'make-once',
      "const { tag } = require('./tag.cjs');\nconst config = load();\nconst path = require('node:path');\nfunction load() { return new RegExp('x').test(tag); }\n",
      'src/use.cjs',
    );
    expect(after?.indexOf('const keptPattern')).toBeLessThan(after?.indexOf('load()') ?? -1);
  });

  it('precede all calls, even between imports', () => {
    const after = applyCodemodToFile(
      'make-once',
      "import './a.js';\nsetup('s');\nimport './b.js';\nfunction setup(s) { return new RegExp('x').test(s); }\n",
    );
    expect(after?.indexOf('const keptPattern')).toBeLessThan(after?.indexOf('setup(') ?? -1);
  });

  it.each([
    ['/** @jest-environment node */\nfunction f(s) {'],
    ['// @ts-check\nfunction f(s) {'],
    ['/* Copyright somebody. */\n\n/** Asks. */\nfunction f(s) {'],
  ])('follow what tools read first: %s', (head) => {
    const after = applyCodemodToFile('make-once', `${head} return new RegExp('x').test(s); }\n`);
    const first = head.split('\n')[0] ?? '';
    expect(after?.startsWith(`${first}\n\nconst keptPattern`)).toBe(true);
  });

  it('precede the documentation of the first function', () => {
    const after = applyCodemodToFile(
      'make-once',
      "/** Asks. */\nfunction f(s) { return new RegExp('x').test(s); }\n",
    );
    expect(after).toMatch(/^const keptPattern[^\n]*\n\n\/\*\* Asks/u);
  });
});

describe('spacing between words', () => {
  it.each([
    ['date-now', 'const f = () => { return(new Date).getTime(); };', 'return Date.now()'],
    ['date-now', 'const f = () => { return+new Date; };', 'return Date.now()'],
    [
      'regexp-to-ends-with',
      "const s = 'abc';\nconst f = () => { return/d$/.test(s); };",
      'return s.endsWith(',
    ],
    [
      'trim-by-character',
      "const f = (s) => { return(s).replace(/,+$/, ''); };",
      'return trimmed((s))',
    ],
  ])('is kept by %s in %s', (id, text, wanted) => {
    expect(applyCodemodToFile(id, text)).toContain(wanted);
  });
});

const SEEKING = (body: string) => `const names = (known, wanted) => {
${body}
};
export default names;
`;

describe('a list searched in a loop', () => {
  const TYPES = `/**
 * @param {string[]} known
 * @param {string[]} wanted
 */
`;
  const asked = (body: string) => applyCodemodToFile('includes-to-set', `${TYPES}${SEEKING(body)}`);

  it('becomes a Set when nothing else can fill it meanwhile', () => {
    const found =
      '  const found = [];\n  for (const n of wanted) if (!known.includes(n)) found.push(n);\n  return found;';
    expect(asked(found)).toContain('new Set(known)');
  });

  it.each([
    [
      'a list of the module may be the same',
      '  for (const n of wanted) if (!known.includes(n)) seen.push(n);',
      'const seen = [];\n',
    ],
    [
      'a list of the function around may be the same',
      '  for (const n of wanted) if (!known.includes(n)) seen.push(n);',
      null,
    ],
    [
      'a collection of the file’s own may fill it',
      '  const bag = new Bag();\n  for (const n of wanted) if (!known.includes(n)) bag.add(n);',
      'class Bag {}\n',
    ],
    [
      'a function is called by a list',
      '  wanted.reduce(note, 0);\n  for (const n of wanted) if (!known.includes(n)) wanted.reduce(note, 0);',
      '',
    ],
    [
      'others run while it waits',
      '  for await (const n of wanted) if (known.includes(n)) return n;',
      '',
    ],
    [
      'a loop writes into it',
      '  const l = [];\n  for (l[0] of wanted) if (known.includes(n)) return n;',
      '',
    ],
  ])('stays a list where %s', (_, body, head) => {
    const text =
      head === null
        ? `export function outer(wanted) {\n  const seen = [];\n${TYPES}  const add = (known, wanted) => {\n${body}\n  };\n  add(seen, wanted);\n}\n`
        : `${head}${TYPES}${SEEKING(body.replace('async', ''))}`;
    const isAwaited = body.includes('for await');
    expect(
      applyCodemodToFile(
        'includes-to-set',
        isAwaited ? text.replace('= (known', '= async (known') : text,
      ),
    ).toBeUndefined();
  });

  it.each([
    [
      'who imports it may fill it',
      '/** @type {string[]} */\nexport const loaded = [];\nexport function f(all) { for (const p of all) if (!loaded.includes(p.name)) p.load(); }',
    ],
    [
      'somebody’s own method gives it',
      '/** @type {string[]} */\nconst known = store.keys();\nexport function f(all) { for (const p of all) if (!known.includes(p.name)) p.load(); }',
    ],
  ])('is not replaced where %s', (_, text) => {
    expect(applyCodemodToFile('includes-to-set', text)).toBeUndefined();
  });
});

describe('rewritten values', () => {
  it('are no longer trusted as copies once a value of another type is written to them', () => {
    const text = (use: string) =>
      `/** @param {string[]} texts */\nexport function f(texts) {\n  const values = texts.slice();\n  ${use}\n  return values.filter((x) => x.indexOf('a') === 0);\n}`;
    expect(applyCodemodToFile('index-of-to-starts-with', text(''))).toContain('startsWith');
    expect(
      applyCodemodToFile('index-of-to-starts-with', text('values[0] = Number(values[0]);')),
    ).toBeUndefined();
  });

  it('may be undefined behind a type alias', () => {
    // `find` visits holes, where `map` leaves them.
    const text = (type: string) =>
      `type Cell = ${type};\nexport const f = (board: Cell[]) => board.map(() => 'abc').find((x) => x.indexOf('a') === 0);`;
    expect(
      applyCodemodToFile('index-of-to-starts-with', text("'x' | 'o'"), 'src/use.ts'),
    ).toContain('startsWith');
    expect(
      applyCodemodToFile('index-of-to-starts-with', text("'x' | undefined"), 'src/use.ts'),
    ).toBeUndefined();
  });

  it('are unchanged when they are assignment targets', () => {
    const text = (use: string) => `/** @param {string} s */\nexport function f(s) { ${use}; }`;
    expect(applyCodemodToFile('split-first', text("return s.split('=')[0]"))).toContain(
      "split('=', 1)",
    );
    expect(applyCodemodToFile('split-first', text("s.split('=')[0] = 'b'"))).toBeUndefined();
  });

  it('have holes where the source list has holes', () => {
    const text = (list: string) =>
      `export const f = () => ${list}.filter((x) => x.indexOf('a') === 0);`;
    expect(applyCodemodToFile('index-of-to-starts-with', text("[...['b', 'a']]"))).toContain(
      'startsWith',
    );
    expect(
      applyCodemodToFile('index-of-to-starts-with', text("[...['b', , 'a']]")),
    ).toBeUndefined();
    expect(
      applyCodemodToFile('index-of-to-starts-with', text("['b', , 'a'].toSorted()")),
    ).toBeUndefined();
    expect(
      applyCodemodToFile('index-of-to-starts-with', text("Array.from(['b', , 'a'])")),
    ).toBeUndefined();
    expect(applyCodemodToFile('index-of-to-starts-with', text("Array.from(['b', 'a'])"))).toContain(
      'startsWith',
    );
  });
});
