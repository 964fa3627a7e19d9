import { describe, expect, it } from 'vitest';
import { relocatePath } from '../../../harness/host/path-mappings.ts';

describe('relocatePath', () => {
  it('moves paths inside the project, and nothing else', () => {
    const mappings = [['/project', '/side']] as const;
    expect(relocatePath('/project', mappings)).toBe('/side');
    expect(relocatePath('/project/a/b.js', mappings)).toBe('/side/a/b.js');
    expect(relocatePath('/project/..b', mappings)).toBe('/side/..b');
    expect(relocatePath('/project-2/a', mappings)).toBe('/project-2/a');
    expect(relocatePath('/other', mappings)).toBe('/other');
    expect(relocatePath('/', mappings)).toBe('/');
  });

  it('moves paths under the other name of the project, and around it in the repository', () => {
    const mappings = [
      ['/project', '/cache/0/t'],
      ['/real/repository/project', '/cache/0/t'],
      ['/real/repository', '/cache/0'],
    ] as const;
    expect(relocatePath('/real/repository/project/a.js', mappings)).toBe('/cache/0/t/a.js');
    expect(relocatePath('/real/repository/packages/b', mappings)).toBe('/cache/0/packages/b');
  });
});
