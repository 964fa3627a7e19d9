import { join, posix } from 'node:path';
import type { Files } from '../../host/file-operations.ts';
import { readManifest } from '../../packages/package-manifest.ts';

/** Tree of a side whose code is scanned. */
export interface CodeTree {
  readonly top: string;
  /** Files from there. */
  readonly paths: readonly string[];
}

/** Packages that code loads without importing them by name: for JSX, and helpers of compilers. */
const IMPLIED = [
  'react',
  'preact',
  'tslib',
  '@swc/helpers',
  '@babel/runtime',
  '@oxc-project/runtime',
];

const CODE =
  /(?:^|\/)(?:[^./]+|\.env[^/]*|[tj]sconfig[^/]*\.json|[^/]+\.(?:[cm]?[jt]sx?|vue|svelte|astro|html?|css|s[ac]ss|less|sh))$/u;
const TYPES = /\.d\.[cm]?ts$/u;
/** Settings and tools that load packages by abbreviated names. */
const COMPILER_SETTINGS = /(?:^|\/)(?:\.babelrc|\.swcrc|babel\.config)[^/]*$/u;
const TOOLS =
  'eslint|prettier|stylelint|vitest|jest|biome|commitlint|lint-staged|stryker|cypress|playwright|ava|mocha|karma|nyc|c8|release-it|release|knip|typedoc|renovate';
const TOOL_SETTINGS = new RegExp(`(?:^|/)(?:\\.(?:${TOOLS})rc|(?:${TOOLS})\\.config)[^/]*$`, 'u');
const TESTS =
  /(?:^|\/)(?:tests?|__tests__|__mocks__|specs?|e2e|cypress)(?:\/|$)|\.(?:test|spec|e2e)(?:\.|$)/u;

const WORD = /[@\w][\w@./-]*|\.{1,2}\/[\w@./-]+/gu;
/** They run scripts, and programs started there are in no scanned file. */
const MANAGERS = /^(?:npm|npx|pnpm|pnpx|yarn|yarnpkg|bun|bunx|corepack)$/u;
const STARTS_MANAGER = /['"`](?:npm|npx|pnpm|pnpx|yarn|yarnpkg|bun|bunx|corepack)(?![\w./-])/u;
/** Calls that load a package, with their argument. */
const LOADS =
  /\b(?:require(?:\.resolve)?|import(?:\.meta\.resolve)?)\s*\(\s*(?:\/\*.*?\*\/\s*)*(?<what>[^)\n]*)/gu;
/** Single string literal, or start of a relative path. */
const IS_KNOWN = /^(?:(?<quote>['"])[^'"]*\k<quote>|`[^`$]*`)\s*(?:,|$)|^['"`]\.{1,2}\/|^$/u;

/**
 * Returns every word in non-test code that may name a package or program; null if packages may be
 * loaded by names that are not in the code.
 */
export function collectMentionedPackageNames(
  files: Pick<Files, 'read' | 'isFolder'>,
  trees: readonly CodeTree[],
  scenarios: string,
): ReadonlySet<string> | null {
  const words = new Set(IMPLIED);
  const started = scenarios.match(WORD) ?? [];
  if (started.some((word) => MANAGERS.test(posix.basename(word))) || /--run\b/u.test(scenarios)) {
    return null;
  }
  let needsTests = started.some((word) => TESTS.test(word));
  for (const word of started) addNames(words, word);

  /** @returns Whether all that it loads is named. */
  const scan = (top: string, path: string): boolean => {
    // A link to a folder may lead to unlisted code.
    if (files.isFolder(join(top, path))) return false;
    const text = files.read(join(top, path)) ?? '';
    if (STARTS_MANAGER.test(text) || !isNamed(text)) return false;
    const found = text.match(WORD) ?? [];
    if (path.endsWith('.sh') && found.some((word) => MANAGERS.test(word))) return false;
    for (const word of found) {
      addNames(words, word);
      if (word.startsWith('.') && TESTS.test(word)) needsTests = true;
    }
    return true;
  };
  for (const isTest of [false, true]) {
    if (isTest && !needsTests) break;
    for (const { top, paths } of trees) {
      if (paths.some((path) => COMPILER_SETTINGS.test(path))) return null;
      const code = paths.filter((path) => isCode(path) && TESTS.test(path) === isTest);
      if (!code.every((path) => scan(top, path))) return null;
    }
  }
  for (const { top, paths } of trees) {
    for (const path of paths.filter((path) => posix.basename(path) === 'package.json')) {
      const manifest = readManifest(files, join(top, posix.dirname(path)));
      if (manifest?.babel !== undefined) return null;
      const text = JSON.stringify([manifest?.imports, manifest?.exports, manifest?.browser]);
      for (const word of text.match(WORD) ?? []) addNames(words, word);
    }
  }
  return words;
}

function isCode(path: string): boolean {
  return CODE.test(path) && !TYPES.test(path) && !TOOL_SETTINGS.test(path);
}

function isNamed(text: string): boolean {
  for (const { groups } of text.matchAll(LOADS)) {
    if (!IS_KNOWN.test(groups?.what?.trim() ?? '')) return false;
  }
  return true;
}

/** The package that a word would lead to, and the program. */
function addNames(words: Set<string>, word: string): void {
  const [first = '', second = ''] = (word.split('node_modules/').at(-1) ?? word).split('/');
  // A version may follow, as in `tsx@4`.
  const name = first.startsWith('@') ? `${first}/${second.split('@')[0]}` : first.split('@')[0];
  words.add((name ?? first).replace(/\.+$/u, ''));
  words.add(posix.basename(word));
}
