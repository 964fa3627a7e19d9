/** Packs the project as for publication, and installs it in a separate project. */
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { listPluginPackages } from '../../tools/build/plugin-packages.ts';
import { builtPackageFolder } from '../support/built-package-module-paths.ts';
import { environmentOutsideNpm } from '../support/run-cli.ts';
import { listRepositoryFiles, ROOT } from './read-repository-sources.ts';

/** One file of the package. */
export interface PackedFile {
  readonly path: string;
  readonly size: number;
  /** Permission bits. */
  readonly mode: number;
}

export interface PackedPackage {
  /** Absolute path of the archive. */
  readonly archive: string;
  readonly files: readonly PackedFile[];
}

export interface PackedProject extends PackedPackage {
  /** Packages of plugins by their names. */
  readonly plugins: ReadonlyMap<string, PackedPackage>;
}

/** Files that building and packing reads. */
const NEEDED =
  /^(api|cli|harness|options|reports|plugins|profilers|project|registry|tools)\/|^((?:index|plugin)\.ts|package\.json|tsconfig.*\.json|README\.md|CHANGELOG\.md|LICENSE|\.npmrc)$/;

/**
 * Builds and packs a copy of the tree below `folder`, so that the repository's own `dist` is
 * unchanged. Types are not checked, since another check does that.
 */
export function packProject(folder: string): PackedProject {
  const source = join(folder, 'source');
  for (const path of listRepositoryFiles().filter((file) => NEEDED.test(file))) {
    mkdirSync(dirname(join(source, path)), { recursive: true });
    cpSync(join(ROOT, path), join(source, path));
  }
  symlinkSync(join(ROOT, 'node_modules'), join(source, 'node_modules'));
  runProgram(process.execPath, source, ['tools/build.ts', '--noCheck']);
  const plugins = listPluginPackages(`${source}/`).map(
    ({ folder: name, name: full }) => [full, pack(join(source, 'plugins', name), folder)] as const,
  );
  return { ...pack(source, folder), plugins: new Map(plugins) };
}

function pack(source: string, folder: string): PackedPackage {
  const options = ['--json', '--ignore-scripts', '--pack-destination', folder];
  const output = runProgram('npm', source, ['pack', ...options]);
  const [packed] = JSON.parse(output.slice(output.indexOf('[\n'))) as [
    { filename: string; files: readonly PackedFile[] },
  ];
  return { archive: join(folder, packed.filename), files: packed.files };
}

/** Creates a project and installs packages in it with npm. */
export function installPackages(project: string, packages: readonly string[]): void {
  mkdirSync(project, { recursive: true });
  const manifest = join(project, 'package.json');
  if (!existsSync(manifest)) {
    // The `node` package fetches its binary in an install script, which npm runs only if allowed.
    const text = { name: 'consumer', private: true, type: 'module', allowScripts: { node: true } };
    writeFileSync(manifest, JSON.stringify(text, null, 2));
  }
  runProgram('npm', project, [
    'install',
    '--no-audit',
    '--no-fund',
    '--prefer-offline',
    ...packages,
  ]);
}

/** Makes a project with the package as the tests have built it, without types, and links to its dependencies. */
export function linkBuiltPackage(project: string): void {
  const modules = join(project, 'node_modules');
  const own = join(modules, 'perf-harness');
  mkdirSync(own, { recursive: true });
  writeFileSync(join(project, 'package.json'), '{"name":"consumer","type":"module"}\n');
  for (const name of ['package.json', 'tools/k6']) {
    cpSync(join(ROOT, name), join(own, name), { recursive: true });
  }
  cpSync(builtPackageFolder(), join(own, 'dist'), { recursive: true });
  const text = readFileSync(join(ROOT, 'package.json'), 'utf8');
  const { dependencies, optionalDependencies } = JSON.parse(text) as Readonly<
    Record<'dependencies' | 'optionalDependencies', Readonly<Record<string, string>>>
  >;
  const here = Object.keys(optionalDependencies).filter((name) =>
    existsSync(join(ROOT, 'node_modules', name)),
  );
  // Sources of consumers need a compiler, which is theirs.
  for (const name of [...Object.keys(dependencies), ...here, 'typescript']) {
    mkdirSync(dirname(join(modules, name)), { recursive: true });
    symlinkSync(join(ROOT, 'node_modules', name), join(modules, name));
  }
}

/** Runs a program; returns its output. Throws if the program fails. */
export function runProgram(program: string, cwd: string, args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(program, args, {
    cwd,
    encoding: 'utf8',
    env: { ...environmentOutsideNpm(), NODE_V8_COVERAGE: undefined },
    maxBuffer: 16 * 2 ** 20,
  });
  if (status !== 0) {
    throw new Error(`${program} ${args.join(' ')} failed:\n${stdout}\n${stderr}`);
  }
  return stdout;
}

/** Bytes of a file, or of all files below a folder. */
export function measureSize(path: string): number {
  const stat = lstatSync(path);
  if (!stat.isDirectory()) return stat.size;
  return readdirSync(path).reduce((sum, name) => sum + measureSize(join(path, name)), 0);
}
