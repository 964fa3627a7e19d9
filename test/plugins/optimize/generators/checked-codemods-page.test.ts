import { expect, it } from 'vitest';
import { CHECKED_CODEMODS } from '../../../../plugins/optimize/generators/checked-codemods.ts';
import { readRepositoryFile } from '../../../repository/source-tree.ts';

const page = readRepositoryFile('docs/codemods-checked.md');

it.each(CHECKED_CODEMODS.map((codemod) => [codemod.id, codemod] as const))(
  'the page says of %s what it asks for, what speaks for it, and where it was seen',
  (id, { title, preconditions, classes, risk, evidence = 'proven', seenIn }) => {
    const section = page.split(/^## /mu).find((part) => part.startsWith(`${id}\n`)) ?? '';
    for (const text of [title, preconditions, classes.join(', '), `risk ${risk}`, ...seenIn]) {
      expect(section).toContain(text);
    }
    expect(section).toContain(`evidence ${evidence}`);
    expect(section.includes('Assumes that')).toBe(evidence === 'checked');
  },
);
