import { expect, it } from 'vitest';
import { parsePatchHunks } from '../../../../../plugins/optimize/strike/apply/parse-unified-diff.ts';
import { createCommittedProject } from '../../../../support/git-project.ts';

it('X814-26: reads the hunks of git diffs, whatever the lines and file names look like', () => {
  const project = createCommittedProject('first', {
    // Lines that look like file and hunk headers in a diff.
    'query.sql': '-- a/other.sql\nselect 1\n@@ -9 +9 @@\n',
    'with space.js': 'one\ntwo\nthree',
    'gone.js': 'one\n',
  });
  project.git('rm', '--quiet', 'gone.js');
  project.commit('second', {
    'query.sql': 'select 1\n++ b/other.sql\nselect 2\n',
    'with space.js': 'one\ntwo\nadded\nthree\n',
    'new.js': 'new\n',
  });
  const diff = project.git('diff', '--unified=0', '--no-renames', 'HEAD~1', 'HEAD');
  expect(parsePatchHunks(diff)).toEqual([
    { file: 'gone.js', line: 1, removed: 1, addedLine: 0, added: 0 },
    { file: 'new.js', line: 0, removed: 0, addedLine: 1, added: 1 },
    { file: 'query.sql', line: 1, removed: 1, addedLine: 0, added: 0 },
    { file: 'query.sql', line: 3, removed: 1, addedLine: 2, added: 2 },
    { file: 'with space.js', line: 3, removed: 1, addedLine: 3, added: 2 },
  ]);
});
