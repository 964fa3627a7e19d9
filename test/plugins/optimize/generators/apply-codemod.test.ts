/** Codemod engine: files it reads, places where it applies, names that prevent a change. */
import { expect, it } from 'vitest';
import { nodesOf } from '../../../../plugins/analysis/index.ts';
import { applyCodemod } from '../../../../plugins/optimize/generators/apply-codemod.ts';
import {
  type Codemod,
  createTypeAwareCodemod,
  readSource,
} from '../../../../plugins/optimize/generators/codemod.ts';
import { CODEMODS } from '../../../../plugins/optimize/generators/codemod-catalogue.ts';
import {
  createMatch,
  replaceNode,
} from '../../../../plugins/optimize/generators/syntax/codemod-edits.ts';

function codemodOf(id: string): Codemod {
  const found = CODEMODS.find((codemod) => codemod.id === id);
  if (found === undefined) throw new Error(`there is no codemod ${id}`);
  return found;
}

/** Reads the time without a Date, as a small codemod that depends on a name. */
const NOW = createTypeAwareCodemod(
  { id: 'now', title: '', preconditions: '', seenIn: [] },
  ({ root, bindings }) =>
    nodesOf(root, 'unary_expression')
      .filter((node) => node.text() === '+new Date()' && bindings.isBuiltin('Date'))
      .map((node) => createMatch(node, [replaceNode(node, 'Date.now()')])),
);
const TWICE = 'const a = +new Date();\nexport const b = () => +new Date() - a;\n';

it('applies everywhere when no place is given', () => {
  const [change] = applyCodemod(NOW, [{ path: 'src/a.ts', text: TWICE }], []);
  expect(change).toEqual({
    path: 'src/a.ts',
    before: TWICE,
    after: 'const a = Date.now();\nexport const b = () => Date.now() - a;\n',
  });
});

it('applies at the given places, and returns nothing where it matches none', () => {
  const files = [
    { path: 'src/a.ts', text: TWICE },
    { path: 'src/b.ts', text: TWICE },
  ];
  const changes = applyCodemod(NOW, files, ['src/b.ts:2']);
  expect(changes.map(({ path, after }) => [path, after])).toEqual([
    ['src/b.ts', 'const a = +new Date();\nexport const b = () => Date.now() - a;\n'],
  ]);
  expect(applyCodemod(NOW, files, ['src/a.ts:7'])).toEqual([]);
});

it.each(['a.ts', 'a.mts', 'a.cts', 'a.tsx', 'a.js', 'a.mjs', 'a.cjs', 'a.jsx'])(
  'reads %s',
  (path) => {
    const [change] = applyCodemod(NOW, [{ path, text: 'const a = +new Date();\n' }], []);
    expect(change?.after).toBe('const a = Date.now();\n');
  },
);

it.each(['a.py', 'a.json', 'README', 'a.ts.txt'])('leaves %s unchanged', (path) => {
  expect(readSource(path, 'const a = +new Date();')).toBeNull();
  expect(applyCodemod(NOW, [{ path, text: 'const a = +new Date();' }], [])).toEqual([]);
});

it('counts offsets as JavaScript does, whatever precedes them', () => {
  const text = "const é = '😀日';\nexport const a = [é, +new Date()];\n";
  const [change] = applyCodemod(NOW, [{ path: 'a.ts', text }], []);
  expect(change?.after).toBe("const é = '😀日';\nexport const a = [é, Date.now()];\n");
});

it('keeps line endings, a byte order mark and a hashbang', () => {
  const text = '#!/usr/bin/env node\r\nconst a = +new Date();\r\n';
  const [change] = applyCodemod(NOW, [{ path: 'a.mjs', text }], []);
  expect(change?.after).toBe('#!/usr/bin/env node\r\nconst a = Date.now();\r\n');
});

it('changes one of two overlapping places, and the other on the next application', () => {
  const text = "export const f = (s: string) => s.split(',')[0].split('-')[0];\n".replace(
    '[0].',
    '[0]!.',
  );
  const split = codemodOf('split-first');
  const matches = split.find(readSource('a.ts', text) ?? never());
  const nested = { ...split, find: () => matches.concat(matches) };
  const once = applyCodemod(nested, [{ path: 'a.ts', text }], []);
  expect(once).toEqual(applyCodemod(split, [{ path: 'a.ts', text }], []));
});

it('rejects a codemod whose output does not parse', () => {
  const broken: Codemod = {
    ...NOW,
    id: 'broken',
    find: () => [{ line: 1, within: [], edits: [{ start: 0, end: 5, text: '(((' }] }],
  };
  expect(() => applyCodemod(broken, [{ path: 'a.ts', text: TWICE }], [])).toThrow(
    'codemod broken produces invalid syntax in a.ts',
  );
});

it.each([
  ['eval', `${TWICE}eval('1');\n`],
  ['a part that does not parse', `${TWICE}const = ;\n`],
  ['with', 'with (a) { b = +new Date(); }\n'],
  ['a global that is written', `${TWICE}Date = null;\n`],
  ['a parameter of that name', 'export const f = (Date: any) => +new Date();\n'],
  ['an import of that name', "import { Date } from './own.ts';\nexport const a = +new Date();\n"],
])('applies nowhere in a file with %s', (_, text) => {
  expect(applyCodemod(NOW, [{ path: 'a.ts', text }], [])).toEqual([]);
});

it('gives constants names that the file does not use', () => {
  const text =
    "const keptFormatter = 1;\nexport const f = (n: number) => [keptFormatter, new Intl.NumberFormat('en').format(n)];\n";
  const [change] = applyCodemod(codemodOf('make-once'), [{ path: 'a.ts', text }], []);
  expect(change?.after).toContain(
    "const keptFormatter2 = makeOnce(() => new Intl.NumberFormat('en'));\n\nconst keptFormatter = 1;\nexport const f = (n: number) => [keptFormatter, keptFormatter2().format(n)];\n",
  );
});

it('names the functions around a place, innermost first', () => {
  const text =
    'class A {\n  load() {\n    const read = () => +new Date();\n    return read;\n  }\n}\n';
  const [match] = NOW.find(readSource('a.ts', text) ?? never());
  expect(match).toMatchObject({ line: 3, within: ['read', 'load'] });
});

it.each(CODEMODS)('X814-30: lists $id with all of its details', ({ id, preconditions, seenIn }) => {
  expect(id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
  expect(preconditions).toMatch(/\.$/);
  expect(seenIn.length).toBeGreaterThan(0);
});

function never(): never {
  throw new Error('the source is read');
}
