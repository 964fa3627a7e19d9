import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { git } from '../git.ts';
import { type EvaluationCase, sidesOf } from './evaluation-case.ts';
import { placeTree } from './repository-tree.ts';

/** A repository with code as it was released or committed, and what is needed to measure and to test it. */
export interface MadePackage {
  readonly root: string;
  /** Of the scenario: the target of the loop. */
  readonly scenario: string;
}

/**
 * A git repository whose first commit, tagged `before`, is the state with the defect, and whose tag
 * `later` is the one that mended it; `main` stands on the first. The dependencies of the package
 * and of its tests are installed beside it, without running their scripts unless the case says so.
 */
export function makePackage(one: EvaluationCase): MadePackage {
  const root = mkdtempSync(join(tmpdir(), 'perf-harness-evaluation-'));
  const scenario = `evaluation-${one.name.replace(/\W+/gu, '-').replace(/^-/u, '')}`;
  const { from, to } = sidesOf(one);
  git(root, 'init', '--quiet', '--initial-branch=main');
  place(root, one, 'before');
  writeTo(root, 'scenarios/evaluation.mts', scenarioModule(one, scenario));
  const scripts = 'builds' in one && one.builds ? [] : ['--ignore-scripts'];
  npm(root, 'install', ...QUIETLY, ...scripts);
  commit(root, `${one.name} ${from}`, 'before');
  const earlier = dependenciesOf(root);
  const kept = new Set(['.git', 'node_modules', 'scenarios', 'package-lock.json']);
  for (const entry of readdirSync(root)) {
    if (!kept.has(entry)) rmSync(join(root, entry), { recursive: true });
  }
  place(root, one, 'later');
  // Where they are the same, both releases run with what is installed.
  if (dependenciesOf(root) !== earlier) {
    npm(root, 'install', '--package-lock-only', ...QUIETLY);
  }
  commit(root, `${one.name} ${to}`, 'later');
  git(root, 'reset', '--quiet', '--hard', 'before');
  return { root, scenario };
}

const QUIETLY = ['--no-audit', '--no-fund', '--legacy-peer-deps', '--silent'];

function dependenciesOf(root: string): string {
  // Sound: it is written below.
  const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    readonly dependencies?: Readonly<Record<string, string>>;
  };
  return JSON.stringify(dependencies ?? {});
}

function commit(root: string, message: string, tag: string): void {
  git(root, 'add', '--all');
  git(root, 'commit', '--quiet', '--message', message);
  git(root, 'tag', tag);
}

/** The files of one side; of package.json only what the package and its tests need. */
function place(root: string, one: EvaluationCase, side: 'before' | 'later'): void {
  if ('repository' in one) placeTree(root, one, side === 'before' ? one.before : one.after);
  else placeTarball(root, one.name, side === 'before' ? one.from : one.to);
  for (const [path, target] of Object.entries(one.links ?? {})) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    symlinkSync(target, join(root, path));
  }
  const file = join(root, 'package.json');
  // Sound: neither npm nor a repository of a package has anything else as package.json.
  const found = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
  const keys = 'repository' in one ? Object.keys(found).filter((key) => !LEFT.has(key)) : KEPT;
  const manifest = {
    ...Object.fromEntries(keys.flatMap((key) => (key in found ? [[key, found[key]]] : []))),
    ...('dependencies' in one ? { dependencies: one.dependencies } : {}),
    private: true,
    scripts: { test: one.testCommand },
    devDependencies: one.testDependencies,
  };
  writeFileSync(file, `${JSON.stringify(manifest, null, 2)}\n`);
  appendFileSync(join(root, '.gitignore'), `\n${LEFT_BEHIND.join('\n')}\n`);
}

function placeTarball(root: string, name: string, version: string): void {
  const folder = mkdtempSync(join(tmpdir(), 'perf-harness-tarball-'));
  const tarball = npm(folder, 'pack', '--silent', `${name}@${version}`).trim();
  execFileSync('tar', ['xzf', join(folder, tarball), '--strip-components=1', '-C', root]);
  rmSync(folder, { recursive: true });
}

/** Of the package.json of a tarball: what loads the package, and what it depends on. */
const KEPT = ['name', 'version', 'main', 'type', 'exports', 'dependencies'];
/** Of that of a repository all is kept, for its tests read settings and names there, but what would install more. */
const LEFT = new Set([
  'optionalDependencies',
  'peerDependencies',
  'workspaces',
  'overrides',
  'resolutions',
  'engines',
  'devEngines',
  'packageManager',
  'husky',
  'pre-commit',
  'allowScripts',
]);

/** What installing, measuring and the tests of the packages leave behind. */
const LEFT_BEHIND = [
  'node_modules/',
  '.perf-harness/',
  '.tap/',
  '.nyc_output/',
  'test/uploads/',
  'coverage/',
  '.ts-node/',
  '*.sqlite',
  '*.sqlite-*',
];

/** How a scenario gets at the module: by hand where it wants variables first. */
function importOf(one: EvaluationCase): string {
  const { module } = one;
  if (!('repository' in one)) return `import subject from '../${module}';`;
  const { named, env } = one;
  if (env === undefined) return `import ${named ? '* as subject' : 'subject'} from '../${module}';`;
  return `Object.assign(process.env, ${JSON.stringify(env)});
const loaded = await import('../${module}');
const subject = ${named ? 'loaded' : 'loaded.default'};`;
}

function scenarioModule(one: EvaluationCase, name: string): string {
  const { body } = one;
  const used = Object.entries(IMPORTS).flatMap(([word, line]) =>
    new RegExp(`\\b${word}\\b`, 'u').test(body) ? [line] : [],
  );
  return `${[...new Set(used)].join('')}import { defineScenario } from 'perf-harness';
${importOf(one)}

${body}

export default defineScenario({ name: '${name}', run });
`;
}

const FILES = "import { mkdirSync, mkdtempSync } from 'node:fs';\n";
/** What a body may use beside the package, and how it is imported. */
const IMPORTS: Readonly<Record<string, string>> = {
  mkdtempSync: FILES,
  tmpdir: "import { tmpdir } from 'node:os';\n",
  'join\\(folder': "import { join } from 'node:path';\n",
  Readable: "import { Readable } from 'node:stream';\n",
  fastify: "import fastify from 'fastify';\n",
};

function writeTo(root: string, path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

/** A package with a native part is compiled, which takes minutes. */
const INSTALL_LIMIT_MS = 1_800_000;

function npm(cwd: string, ...args: readonly string[]): string {
  return execFileSync('npm', args, {
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    timeout: INSTALL_LIMIT_MS,
    // What is built is built for the Node.js that runs it.
    env: { ...process.env, PATH: `${dirname(process.execPath)}:${process.env.PATH}` },
  });
}
