import { describe, expect, it } from 'vitest';
import {
  createTargetSlug,
  findFreeSlug,
} from '../../../project/discover/create-unique-folder-and-branch-slug.ts';

describe('OPT-33: a slug', () => {
  it.each([
    ['src/api/alignment.py::align_endpoint', 'align-endpoint'],
    ['test_idml_structure_preserved', 'test-idml-structure-preserved'],
    ['/api/v1/translate', 'api-v1-translate'],
    ['src/a.ts::Shop::list', 'list'],
    ['POST /api/users/:id', 'post-api-users-id'],
    ['Größe::', 'gr-e'],
    ['日本', 'target'],
    ['', 'target'],
  ])('is made from %j as %j', (target, slug) => {
    expect(createTargetSlug(target)).toBe(slug);
  });

  it('has at most 50 characters, and no meaningless character at its end', () => {
    const slug = createTargetSlug(`${'a'.repeat(49)}_${'b'.repeat(30)}`);
    expect(slug).toBe('a'.repeat(49));
    expect(createTargetSlug('x'.repeat(500))).toHaveLength(50);
  });

  it('gets a number when another target has it, and stays with its target', () => {
    const owners = new Map([
      ['run', 'a.ts::run'],
      ['run-2', 'b.ts::run'],
      ['x'.repeat(50), 'other'],
    ]);
    const ownerOf = (slug: string) => owners.get(slug) ?? null;
    expect(findFreeSlug('a.ts::run', ownerOf)).toBe('run');
    expect(findFreeSlug('b.ts::run', ownerOf)).toBe('run-2');
    expect(findFreeSlug('c.ts::run', ownerOf)).toBe('run-3');
    expect(findFreeSlug('x'.repeat(60), ownerOf)).toBe(`${'x'.repeat(48)}-2`);
  });
});
