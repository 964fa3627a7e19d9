import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readRepositoryFile } from '../../repository/read-repository-sources.ts';

/** User id of nobody, who has no special permissions: root may write anywhere. */
const NOBODY = 65_534;
const isRoot = process.getuid?.() === 0;

/** Removes a folder as a user who is not root, with the module as it is. */
function removeAsNobody(folder: string, path: string) {
  const module = join(folder, 'remove-tree.ts');
  writeFileSync(module, readRepositoryFile('harness/host/remove-tree.ts'));
  const script = `import { removeTree } from ${JSON.stringify(module)};
${isRoot ? `process.setgid(${NOBODY}); process.setuid(${NOBODY});` : ''}
removeTree(${JSON.stringify(path)});`;
  return spawnSync(process.execPath, ['--input-type=module', '--eval', script], {
    encoding: 'utf8',
    // Coverage is written to a folder that no other user may write to.
    env: { ...process.env, NODE_V8_COVERAGE: undefined },
  });
}

function allow(path: string): void {
  if (isRoot) spawnSync('chown', ['-R', `${NOBODY}:${NOBODY}`, path]);
}

test('removes read-only folders with all their contents', () => {
  const folder = mkdtempSync(join(tmpdir(), 'remove-tree-'));
  chmodSync(folder, 0o777);
  const tree = join(folder, 'cache');
  mkdirSync(join(tree, 'module/inner'), { recursive: true });
  writeFileSync(join(tree, 'module/inner/go.mod'), 'module x');
  allow(tree);
  for (const path of ['module/inner', 'module', '.']) chmodSync(join(tree, path), 0o555);
  expect(removeAsNobody(folder, tree)).toMatchObject({ status: 0, stderr: '' });
  expect(existsSync(tree)).toBe(false);
});

test.runIf(isRoot)('throws for files that belong to somebody else', () => {
  const folder = mkdtempSync(join(tmpdir(), 'remove-tree-'));
  chmodSync(folder, 0o755);
  mkdirSync(join(folder, 'owned/inner'), { recursive: true });
  const { status, stderr } = removeAsNobody(folder, join(folder, 'owned'));
  expect(status).toBe(1);
  expect(stderr).toMatch(/EPERM|EACCES/);
});
