import { posix } from 'node:path';
import type { Files } from '../host/file-operations.ts';
import { readManifest } from './package-manifest.ts';

/** File in which pnpm lists its workspace; other package managers use the manifest. */
const PNPM = 'pnpm-workspace.yaml';

/**
 * Returns the folders of the packages installed together with the package at `folder`: itself, and
 * those of its workspace (npm, yarn and bun: `workspaces`; pnpm: pnpm-workspace.yaml).
 * @param root - Top of the tree; `folder` and all paths are relative to it.
 * @param paths - Files of the tree.
 */
export async function listPackageFolders(
  files: Pick<Files, 'read'>,
  root: string,
  folder: string,
  paths: readonly string[],
): Promise<readonly string[]> {
  const patterns = await workspacePatterns(files, root, folder);
  if (patterns.length === 0) return [folder];
  const [wanted, unwanted] = [
    patterns.filter((pattern) => !pattern.startsWith('!')).map(toExpression),
    patterns
      .filter((pattern) => pattern.startsWith('!'))
      .map((pattern) => toExpression(pattern.slice(1))),
  ];
  const members = paths.flatMap((path) => {
    if (posix.basename(path) !== 'package.json') return [];
    const own = parentFolder(path);
    const inside = posix.relative(folder, own);
    const isMember =
      !inside.startsWith('..') &&
      wanted.some((pattern) => pattern.test(inside)) &&
      !unwanted.some((pattern) => pattern.test(inside));
    return isMember && own !== folder ? [own] : [];
  });
  return [folder, ...members.sort()];
}

/** Folder of a relative path; empty text for the top. */
export function parentFolder(path: string): string {
  const folder = posix.dirname(path);
  return folder === '.' ? '' : folder;
}

export function isWorkspaceRoot(files: Pick<Files, 'read' | 'isFile'>, folder: string): boolean {
  if (files.isFile(posix.join(folder, PNPM))) return true;
  return readManifest(files, folder)?.workspaces !== undefined;
}

async function workspacePatterns(
  files: Pick<Files, 'read'>,
  root: string,
  folder: string,
): Promise<readonly string[]> {
  const ofPnpm = files.read(posix.join(root, folder, PNPM));
  if (ofPnpm !== null) return texts(packagesOf(await parseQuietly(ofPnpm)));
  const workspaces = readManifest(files, posix.join(root, folder))?.workspaces;
  return texts(Array.isArray(workspaces) ? workspaces : packagesOf(workspaces));
}

function packagesOf(value: unknown): unknown {
  return (value as { readonly packages?: unknown } | null | undefined)?.packages;
}

function texts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((entry) => typeof entry === 'string') : [];
}

/** Ignores errors, since the package manager will report them. */
async function parseQuietly(text: string): Promise<unknown> {
  // Imported lazily, since most projects do not need it.
  const { parse } = await import('yaml');
  try {
    return parse(text);
  } catch {
    return null;
  }
}

/** The part of glob patterns that workspaces are written in: `*`, `**` and braces. */
function toExpression(pattern: string): RegExp {
  const parts = pattern
    .replace(/^\.\//u, '')
    .replace(/\/+$/u, '')
    .split(/(\*\*\/?|\*|\{[^}]*\})/u)
    .map((part) => {
      if (part === '**') return '.*';
      if (part === '**/') return '(?:.*/)?';
      if (part === '*') return '[^/]*';
      if (part.startsWith('{')) {
        return `(?:${part.slice(1, -1).split(',').map(escapeText).join('|')})`;
      }
      return escapeText(part);
    });
  return new RegExp(`^${parts.join('')}$`, 'u');
}

function escapeText(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/gu, '\\$&');
}
