import { expect, it } from 'vitest';
import { CODEMODS } from '../../../../plugins/optimize/generators/codemod-catalogue.ts';
import { readRepositoryFile } from '../../../repository/read-repository-sources.ts';

const page = readRepositoryFile('docs/reference/codemods.md');

it.each(CODEMODS.map((codemod) => [codemod.id, codemod] as const))(
  'X814-30: documents for %s what it does, where it applies, its risk, and where it was seen',
  (id, { title, preconditions, classes, risk, evidence = 'proven', seenIn }) => {
    expect(page).toContain(`| [${id}](#${id}) | ${title} | ${evidence} |`);
    const section = page.split(/^### /mu).find((part) => part.startsWith(`${id}\n`)) ?? '';
    for (const text of [title, preconditions, classes.join(', '), ...seenIn]) {
      expect(section).toContain(text);
    }
    expect(section).toContain(`evidence ${evidence}, risk ${risk}`);
  },
);

it('H812-07: has a codemod against each kind of waiting that is no cache miss', () => {
  const classes = new Set(CODEMODS.flatMap((codemod) => codemod.classes));
  const waiting = ['I/O-DB', 'I/O-Network', 'I/O-File', 'External', 'Architecture'] as const;
  expect(waiting.filter((bottleneckClass) => !classes.has(bottleneckClass))).toEqual([]);
});

it.each([
  ['caches', ['memo-by-key', 'make-once']],
  ['pools', ['pool-per-call', 'client-per-call']],
  ['concurrent waits', ['parallel-awaits', 'bounded-turns']],
  ['better algorithms', ['index-beside-list', 'find-to-map']],
])('LEAD-03: has codemods for %s', (_, ids) => {
  expect(CODEMODS.map(({ id }) => id)).toEqual(expect.arrayContaining(ids));
});

it('H812-20: uses unique ids, and names only existing codemods in conflicts', () => {
  const ids = CODEMODS.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(
    CODEMODS.flatMap(({ conflictsWith }) => conflictsWith).filter((id) => !ids.includes(id)),
  ).toEqual([]);
});

it('H812-20: lets a single query and concurrent iterations of a loop exclude each other', () => {
  const conflictsOf = (id: string) =>
    CODEMODS.find((codemod) => codemod.id === id)?.conflictsWith ?? [];
  expect(conflictsOf('query-in-loop')).toContain('bounded-turns');
  expect(conflictsOf('bounded-turns')).toContain('query-in-loop');
});
