/**
 * Each requirement of the improvement loop has a test named after it, and each complaint about
 * other tools names a test that would fail if the complaint were true of this tool.
 */
import { type Expression, parseSync, type Super, Visitor } from 'oxc-parser';
import { describe, expect, test } from 'vitest';
import { listRepositoryFiles, readRepositoryFile } from './read-repository-sources.ts';

/** Requirement ids in test names: `OPT-51: …`, `X814-05, 09, 20: …`, or a table's first column. */
const NAMED = /\b([A-Z]+\d*-)(\d{2})((?:, \d{2}\b)*)/gu;
/** A public thread: `owner/name#number`. */
const THREAD = /^[\w.-]+\/[\w.-]+#\d+$/u;

const linesOf = (path: string): readonly string[] => readRepositoryFile(path).trim().split('\n');

/** One id a line. */
const required = linesOf('test/requirements.txt');
/** `thread | complaint | file | name of the test`, maybe with ` › a row` of its table. */
const complaints = linesOf('test/complaints.txt').map((line) => {
  const [thread = '', words = '', file = '', name = '', ...more] = line.split(' | ');
  const [title = '', ...rows] = name.split(' › ');
  return { line, thread, words, file, title, rows, isWhole: more.length === 0 };
});
const tests = listRepositoryFiles().filter((path) => path.endsWith('.test.ts'));

interface Texts {
  /** String literals of a module, without comments. */
  readonly all: ReadonlySet<string>;
  /** Literals that are names of tests that are not skipped. */
  readonly titles: ReadonlySet<string>;
}

function textsOf(path: string): Texts {
  const all = new Set<string>();
  const titles = new Set<string>();
  new Visitor({
    Literal: ({ value }) => {
      if (typeof value === 'string') all.add(value);
    },
    TemplateElement: ({ value }) => {
      all.add(value.cooked ?? value.raw);
    },
    CallExpression: ({ callee, arguments: [title] }) => {
      if (title?.type !== 'Literal' || typeof title.value !== 'string') return;
      const [root, ...modifiers] = wordsOf(callee);
      const isTest = root === 'it' || root === 'test';
      if (isTest && !modifiers.some((word) => word === 'skip' || word === 'todo')) {
        titles.add(title.value);
      }
    },
  }).visit(parseSync(path, readRepositoryFile(path)).program);
  return { all, titles };
}

/** `it.each(rows)` is `it`, `each`. */
function wordsOf(callee: Expression | Super): readonly string[] {
  switch (callee.type) {
    case 'Identifier':
      return [callee.name];
    case 'CallExpression':
      return wordsOf(callee.callee);
    case 'MemberExpression':
      return callee.property.type === 'Identifier'
        ? [...wordsOf(callee.object), callee.property.name]
        : [];
    default:
      return [];
  }
}

function idsIn(text: string): readonly string[] {
  return [...text.matchAll(NAMED)].flatMap(([, family = '', first = '', others = '']) =>
    [first, ...others.split(', ').filter((number) => number !== '')].map(
      (number) => family + number,
    ),
  );
}

test('ids are read alone and in lists, but not from comments', () => {
  expect(idsIn('X814-05, 09, 20: all of 12, 13')).toEqual(['X814-05', 'X814-09', 'X814-20']);
  expect(idsIn('H812-24, SH8-04: it')).toEqual(['H812-24', 'SH8-04']);
});

describe('every requirement', () => {
  test('is listed once', () => {
    expect(required.length).toBeGreaterThan(150);
    expect(new Set(required).size).toBe(required.length);
  });

  test('is in the title of a test', () => {
    const naming = tests.filter((path) => idsIn(readRepositoryFile(path)).length > 0);
    const named = new Set(naming.flatMap((path) => [...textsOf(path).all]).flatMap(idsIn));
    expect(required.filter((id) => !named.has(id))).toEqual([]);
  });
});

describe('every complaint', () => {
  test('has a thread and a few words, and is listed once with each of its tests', () => {
    const isLine = ({ thread, words, isWhole }: (typeof complaints)[number]): boolean =>
      isWhole && THREAD.test(thread) && words !== '';
    expect(complaints.filter((complaint) => !isLine(complaint))).toEqual([]);
    const keys = complaints.map(({ thread, file, title, rows }) => [thread, file, title, ...rows]);
    expect(new Set(keys.map((key) => key.join())).size).toBe(keys.length);
    expect(new Set(complaints.map(({ thread }) => thread)).size).toBeGreaterThanOrEqual(48);
  });

  test('names an existing test', () => {
    const known = new Map(
      [...new Set(complaints.map(({ file }) => file))]
        .filter((file) => tests.includes(file))
        .map((file) => [file, textsOf(file)]),
    );
    const lost = complaints.filter(({ file, title, rows }) => {
      const texts = known.get(file);
      return texts?.titles.has(title) !== true || rows.some((row) => !texts.all.has(row));
    });
    expect(lost.map(({ line }) => line)).toEqual([]);
  });
});
