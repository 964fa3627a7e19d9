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
import { runGit } from '../run-git.ts';
import { checkOutTree } from './check-out-tree.ts';
import { type EvaluationCase, nameCaseSides } from './evaluation-case.ts';

/** A repository with released or committed code and everything needed to measure and test it. */
export interface PreparedPackage {
  readonly root: string;
  /** Name of the scenario, the target of the loop. */
  readonly scenario: string;
}

/**
 * Creates a git repository with two commits: the state with the defect, tagged `before`, and the
 * state that fixes it, tagged `later`; `main` points to the first. The dependencies of the package
 * and of its tests are installed in it, without running their scripts unless the case requires it.
 */
export function preparePackage(evaluationCase: EvaluationCase): PreparedPackage {
  const root = mkdtempSync(join(tmpdir(), 'perf-harness-evaluation-'));
  const scenario = `evaluation-${evaluationCase.name.replace(/\W+/gu, '-').replace(/^-/u, '')}`;
  const { from, to } = nameCaseSides(evaluationCase);
  runGit(root, 'init', '--quiet', '--initial-branch=main');
  place(root, evaluationCase, 'before');
  writeTo(root, 'scenarios/evaluation.mts', scenarioModule(evaluationCase, scenario));
  const scripts = 'builds' in evaluationCase && evaluationCase.builds ? [] : ['--ignore-scripts'];
  npm(root, 'install', ...QUIETLY, ...scripts);
  commit(root, `${evaluationCase.name} ${from}`, 'before');
  const earlier = dependenciesOf(root);
  const kept = new Set(['.git', 'node_modules', 'scenarios', 'package-lock.json']);
  for (const entry of readdirSync(root)) {
    if (!kept.has(entry)) rmSync(join(root, entry), { recursive: true });
  }
  place(root, evaluationCase, 'later');
  // If their dependencies are identical, both releases run with the installed packages.
  if (dependenciesOf(root) !== earlier) {
    npm(root, 'install', '--package-lock-only', ...QUIETLY);
  }
  commit(root, `${evaluationCase.name} ${to}`, 'later');
  runGit(root, 'reset', '--quiet', '--hard', 'before');
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
  runGit(root, 'add', '--all');
  runGit(root, 'commit', '--quiet', '--message', message);
  runGit(root, 'tag', tag);
}

/** Writes the files of one side; package.json is reduced to what the package and its tests need. */
function place(root: string, evaluationCase: EvaluationCase, side: 'before' | 'later'): void {
  if ('repository' in evaluationCase)
    checkOutTree(
      root,
      evaluationCase,
      side === 'before' ? evaluationCase.before : evaluationCase.after,
    );
  else
    placeTarball(
      root,
      evaluationCase.name,
      side === 'before' ? evaluationCase.from : evaluationCase.to,
    );
  for (const [path, target] of Object.entries(evaluationCase.links ?? {})) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    symlinkSync(target, join(root, path));
  }
  const file = join(root, 'package.json');
  // Sound: neither npm nor a repository of a package has anything else as package.json.
  const found = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
  const keys =
    'repository' in evaluationCase ? Object.keys(found).filter((key) => !LEFT.has(key)) : KEPT;
  const manifest = {
    ...Object.fromEntries(keys.flatMap((key) => (key in found ? [[key, found[key]]] : []))),
    ...('dependencies' in evaluationCase ? { dependencies: evaluationCase.dependencies } : {}),
    private: true,
    scripts: { test: evaluationCase.testCommand },
    devDependencies: evaluationCase.testDependencies,
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

/** Fields copied from the package.json of a tarball: entry points and dependencies. */
const KEPT = ['name', 'version', 'main', 'type', 'exports', 'dependencies'];
/**
 * Fields removed from the package.json of a repository, since they would install more; all others
 * stay, since tests read settings and names there.
 */
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

/** Files left behind by installing, measuring, and the tests of the packages. */
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

/** Returns a scenario's code importing the module: dynamically if variables must be set first. */
function importOf(evaluationCase: EvaluationCase): string {
  const { module } = evaluationCase;
  if (!('repository' in evaluationCase)) return `import subject from '../${module}';`;
  const { named, env } = evaluationCase;
  if (env === undefined) return `import ${named ? '* as subject' : 'subject'} from '../${module}';`;
  return `Object.assign(process.env, ${JSON.stringify(env)});
const loaded = await import('../${module}');
const subject = ${named ? 'loaded' : 'loaded.default'};`;
}

function scenarioModule(evaluationCase: EvaluationCase, name: string): string {
  const { body } = evaluationCase;
  const used = Object.entries(IMPORTS).flatMap(([word, line]) =>
    new RegExp(`\\b${word}\\b`, 'u').test(body) ? [line] : [],
  );
  return `${[...new Set(used)].join('')}import { defineScenario } from 'perf-harness';
${importOf(evaluationCase)}

${body}

export default defineScenario({ name: '${name}', run });
`;
}

const FILES = "import { mkdirSync, mkdtempSync } from 'node:fs';\n";
/** Names that a body may use in addition to the package, with their imports. */
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
    // Native parts are built for the Node.js that runs them.
    env: { ...process.env, PATH: `${dirname(process.execPath)}:${process.env.PATH}` },
  });
}
