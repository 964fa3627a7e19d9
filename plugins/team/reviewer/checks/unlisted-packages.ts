import { isBuiltin } from 'node:module';
import { posix } from 'node:path';
import type { SgNode } from '@ast-grep/napi';
import { lineOf, nodesOf, stringValue } from '../../../analysis/index.ts';
import { trees } from '../../../optimize/index.ts';
import { readTeamManifest } from '../../read-package-manifest.ts';
import { type BranchDiff, type BranchFile, parseBranchFile } from '../read/branch-diff.ts';
import { type CheckFinding, completedCheck, type ReviewCheck } from './review-check.ts';

/** Imports of packages that no manifest lists: they are installed by accident and may disappear. */
export const UNLISTED_PACKAGES: ReviewCheck = {
  id: 'unlisted-packages',
  dimension: 'regression_risk',
  run: async (branch) => {
    const found = await Promise.all(branch.files.map((file) => unlistedIn(branch, file)));
    return completedCheck(found.flat());
  },
};

async function unlistedIn(branch: BranchDiff, file: BranchFile): Promise<readonly CheckFinding[]> {
  const [before, after] = [parseBranchFile(file, 'base'), parseBranchFile(file, 'head')];
  const known = new Set(before === null ? [] : importsIn(before).keys());
  const fresh = after === null ? [] : [...importsIn(after)].filter(([name]) => !known.has(name));
  if (fresh.length === 0) return [];
  const listed = await listedAbove(branch, file.path);
  return fresh
    .filter(([name]) => !listed.has(name))
    .map(([name, line]) => ({
      file: file.path,
      line,
      message: `${name} is imported but not listed in any package.json`,
      fix: `add ${name} to the dependencies, or remove the import`,
    }));
}

/** Packages by name, with the line of their first import. */
function importsIn(root: SgNode): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (const node of nodesOf(root, 'import_statement', 'export_statement', 'call_expression')) {
    const source = node.field('source') ?? requiredBy(node);
    const specifier = source === null ? null : stringValue(source);
    const name = specifier === null ? null : packageOf(specifier);
    if (name !== null && !found.has(name)) found.set(name, lineOf(node));
  }
  return found;
}

function requiredBy(node: SgNode): SgNode | null {
  const callee = node.field('function')?.text();
  if (callee !== 'require' && callee !== 'import') return null;
  return node.field('arguments')?.namedChildren()[0] ?? null;
}

/** Returns an import's package; null: file, Node.js module, project alias (`#name`, `@/name`). */
function packageOf(specifier: string): string | null {
  if (/^(?:[./#~]|@\/)/u.test(specifier) || isBuiltin(specifier)) return null;
  const parts = specifier.split('/');
  return parts.slice(0, specifier.startsWith('@') ? 2 : 1).join('/');
}

/** Names of every manifest from a file up to the root of the project, and the project's own names. */
async function listedAbove(branch: BranchDiff, path: string): Promise<ReadonlySet<string>> {
  const names = new Set<string>();
  for (let folder = posix.dirname(path); ; folder = posix.dirname(folder)) {
    const text = await trees.textIn(
      branch.worktree,
      branch.head,
      posix.join(folder, 'package.json'),
    );
    const { name, packages } = readTeamManifest(text);
    for (const packageName of [...packages, ...(name === null ? [] : [name])])
      names.add(packageName);
    if (folder === '.') return names;
  }
}
