/** Parts of a change: hunks that can be left out, and those that stay together. */
import { expect, it } from 'vitest';
import {
  type ChangedFile,
  splitChange,
  textWithout,
} from '../../../../../plugins/optimize/prove/parts/split-change-into-parts.ts';
import { parsePatchHunks } from '../../../../../plugins/optimize/strike/apply/parse-unified-diff.ts';
import { createCommittedProject } from '../../../../support/git-project.ts';

type Files = Readonly<Record<string, string>>;

/** Reads the change between two versions of files as git sees it. */
function changeOf(before: Files, after: Files): readonly ChangedFile[] {
  const project = createCommittedProject('before', { 'keep.txt': '', ...before });
  for (const gone of Object.keys(before).filter((path) => !(path in after))) {
    project.git('rm', '--quiet', gone);
  }
  project.commit('after', after);
  const diff = project.git('diff', '--unified=0', '--no-renames', 'HEAD~1', 'HEAD');
  const paths = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return paths.map((path) => ({
    path,
    before: before[path] ?? null,
    after: after[path] ?? null,
    hunks: parsePatchHunks(diff).filter(({ file }) => file === path),
  }));
}

const placesOf = (files: readonly ChangedFile[]) =>
  splitChange(files).map(({ places }) => places.map(({ file, line }) => `${file}:${line}`));

const BEFORE = `export function sum(list) {
  let all = 0;
  for (const item of list) all = all + item;
  const none = 0;
  return all + none;
}

export function largest(list) {
  return list.toSorted((a, b) => b - a)[0];
}
`;
const SUM = BEFORE.replace('all = all + item', 'all += item').replace('all + none', 'all');
const BOTH = SUM.replace('list.toSorted((a, b) => b - a)[0]', 'Math.max(...list)');

it('splitChange returns a part for each function, with all of its hunks', () => {
  const [file] = changeOf({ 'src/list.js': BEFORE }, { 'src/list.js': BOTH });
  if (file === undefined) throw new Error('no file');
  expect(placesOf([file])).toEqual([['src/list.js:3', 'src/list.js:5'], ['src/list.js:9']]);
  const [sum, largest] = splitChange([file]);
  if (sum === undefined || largest === undefined) throw new Error('no parts');
  expect(textWithout(file, largest)).toBe(SUM);
  expect(textWithout(file, sum)).toBe(
    BEFORE.replace('list.toSorted((a, b) => b - a)[0]', 'Math.max(...list)'),
  );
});

it('splitChange counts callbacks to the function around them, and methods alone', () => {
  const before = `export class List {
  first() {
    return this.items.filter((item) => {
      return item > 0;
    })[0];
  }
  last() {
    return this.items.slice(-1)[0];
  }
}
`;
  const after = before
    .replace('filter', 'find')
    .replace('item > 0', '0 < item')
    .replace('.slice(-1)[0]', '.at(-1)');
  expect(placesOf(changeOf({ 'a.js': before }, { 'a.js': after }))).toEqual([
    ['a.js:3'],
    ['a.js:8'],
  ]);
});

it('splitChange keeps imports, constants and new functions with the only function that uses them', () => {
  const after = BEFORE.replace('export', "import { add } from './add.js';\n\nexport")
    .replace('all = all + item', 'all = add(all, item)')
    .replace('list.toSorted((a, b) => b - a)[0]', 'Math.max(...list)');
  const added = 'export function add(a, b) {\n  return a + b;\n}\n';
  const parts = placesOf(
    changeOf({ 'src/list.js': BEFORE }, { 'src/list.js': after, 'src/add.js': added }),
  );
  expect(parts).toEqual([['src/list.js:5', 'src/list.js:1', 'src/add.js:1'], ['src/list.js:11']]);
});

it('splitChange never leaves out a declaration that several parts use', () => {
  const after = `const ZERO = 0;\n${BEFORE.replace('let all = 0', 'let all = ZERO').replace(')[0]', ')[ZERO]')}`;
  expect(placesOf(changeOf({ 'a.js': BEFORE }, { 'a.js': after }))).toEqual([
    ['a.js:3'],
    ['a.js:10'],
  ]);
});

it('splitChange keeps a removed declaration with the code that used it', () => {
  const before = `const ZERO = 0;\n${BEFORE.replace('let all = 0', 'let all = ZERO')}`;
  expect(placesOf(changeOf({ 'a.js': before }, { 'a.js': BOTH }))[0]).toEqual([
    'a.js:2',
    'a.js:5',
    'a.js:1',
  ]);
});

it.each([
  ['has one function', { 'a.js': BEFORE }, { 'a.js': SUM }],
  [
    'changes comments besides one function',
    { 'a.js': `// Sums.\n\n${BEFORE}` },
    { 'a.js': `// Adds.\n\n${SUM}` },
  ],
  [
    'changes no module besides one function',
    { 'a.js': BEFORE, 'b.json': '1' },
    { 'a.js': SUM, 'b.json': '2' },
  ],
])('splitChange returns no parts when the change %s', (_, before, after) => {
  expect(placesOf(changeOf(before, after))).toEqual([]);
});

it('textWithout restores removed files, removes new ones, and ends as the file does', () => {
  const files = changeOf(
    { 'old.js': 'export const a = () => 1;\n', 'end.js': 'export const b = () => 1;' },
    { 'new.js': 'export const c = () => 1;\n', 'end.js': 'export const b = () => 2;\n' },
  );
  const parts = splitChange(files);
  expect(placesOf(files)).toEqual([['old.js:1'], ['end.js:1'], ['new.js:1']]);
  for (const [index, part] of parts.entries()) {
    for (const [at, file] of files.entries()) {
      expect(textWithout(file, part)).toBe(index === at ? file.before : file.after);
    }
  }
});
