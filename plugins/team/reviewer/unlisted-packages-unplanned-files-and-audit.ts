import { isBuiltin } from 'node:module';
import { posix } from 'node:path';
import type { SgNode } from '@ast-grep/napi';
import { lineOf, nodesOf, stringValue } from '../../analysis/index.ts';
import type { AuditSeverity } from '../../audit/index.ts';
import { trees } from '../../optimize/index.ts';
import { readTeamManifest } from '../read-package-manifest.ts';
import {
  type BranchDiff,
  type BranchFile,
  type CheckFinding,
  completedCheck,
  firstChangedLine,
  notAutomatedCheck,
  parseBranchFile,
  type ReviewCheck,
} from './branch-diff.ts';
import type { ReviewSeverity } from './review-document.ts';

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

export const UNPLANNED_FILES: ReviewCheck = {
  id: 'unplanned-files',
  dimension: 'regression_risk',
  run: ({ files }, { targetFiles }) => {
    if (targetFiles === null) return notAutomatedCheck('there is no plan that lists target files');
    const planned = new Set(targetFiles);
    return completedCheck(
      files
        .filter(({ path }) => !planned.has(path))
        .map((file) => ({
          file: file.path,
          line: firstChangedLine(file),
          message: `the branch changes ${file.path}, which is not a target file`,
          fix: 'revert the change, or add the file to the plan',
        })),
    );
  },
};

const SEVERITIES: Readonly<Record<AuditSeverity, ReviewSeverity>> = {
  CRITICAL: 'Critical',
  HIGH: 'High',
  MEDIUM: 'Medium',
  LOW: 'Low',
};

/** The rules of the audit, on the lines that the branch changes. */
export const AUDIT_RULES: ReviewCheck = {
  id: 'audit-rules',
  dimension: 'best_practices',
  run: async ({ base, head, files }, { audit }) => {
    if (audit === null) return notAutomatedCheck('no audit is available');
    const report = await audit(base, head);
    const own = new Set(files.map(({ path }) => path));
    const completed = report.categories.flatMap((category) =>
      category.status === 'completed' ? [category] : [],
    );
    if (completed.length === 0) return notAutomatedCheck('no auditor completed');
    return completedCheck(
      completed
        .flatMap(({ findings }) => findings)
        .filter(({ file }) => own.has(file))
        .map(({ file, line, severity, rule, issue, recommendation }) => ({
          file,
          line,
          severity: SEVERITIES[severity],
          message: `${rule}: ${issue.replace(/\.$/u, '')}`,
          fix: recommendation.replace(/\.$/u, ''),
        })),
    );
  },
};
