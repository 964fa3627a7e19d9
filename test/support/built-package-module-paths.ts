/**
 * The package as users run it, built once from the current sources: its programs start in half the
 * time of their sources. For coverage, which is of sources, tests start the sources.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  globSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { canSignal } from '../../harness/host/platform/send-signal.ts';
import { CHILD_PROCESS_MODULES } from '../../tools/build/bundle-entries.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const BUILDER = join(ROOT, 'tools/build-for-tests.ts');
/** Next to `dist`, so that the package's own files are found from either folder. */
const KEPT = 'dist-for-tests-';
/** Longer than a run of the tests, which may still use an older build. */
const KEPT_MS = 4 * 3_600_000;
const READ_BY_THE_BUILD =
  '{index.ts,plugin.ts,package.json,package-lock.json,{api,cli,harness,options,plugins,profilers,project,registry,reports,tools/build}/**/*}';

const isOfSources = process.env.TEST_COVERAGE !== undefined;
let dist: string | undefined;

/** The executable of the command line. */
export function builtCliPath(): string {
  return isOfSources ? join(ROOT, 'cli/bin.ts') : join(builtPackageFolder(), 'cli/bin.js');
}

/** Replaces `childModule`: modules that run in a separate process come from the built package. */
export function childModule(importMetaUrl: string, sibling: string): string {
  const source = fileURLToPath(new URL(sibling, importMetaUrl));
  const name = relative(ROOT, source).split(sep).join('/');
  const isBuilt = !isOfSources && (CHILD_PROCESS_MODULES as readonly string[]).includes(name);
  return isBuilt ? join(builtPackageFolder(), placeInPackages(name)) : `${source}.ts`;
}

/** Returns a module's path in the built package; plugin modules are in their own packages. */
function placeInPackages(name: string): string {
  const [, folder, module] = /^plugins\/([^/]+)\/(.+)$/u.exec(name) ?? [];
  return folder === undefined
    ? `${name}.js`
    : `node_modules/@perf-harness/${folder}/dist/${module}.js`;
}

/** Folder of the bundles, as `dist` is in the published package, without types. */
export function builtPackageFolder(): string {
  if (dist === undefined) {
    const folder = join(ROOT, `${KEPT}${stampOfSources()}`);
    if (existsSync(folder)) utimesSync(folder, new Date(), new Date());
    else if (isFirstToBuild(folder)) build(folder);
    else waitForBuild(folder);
    dist = folder;
  }
  return dist;
}

const lockOf = (folder: string): string => `${folder}.lock`;
const PAUSE_MS = 50;

/** True for the first worker to build: all need the package at once, one build is enough. */
function isFirstToBuild(folder: string): boolean {
  try {
    writeFileSync(lockOf(folder), String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return false;
  }
}

function build(folder: string): void {
  try {
    removeOld();
    const { NODE_COMPILE_CACHE: _, ...env } = process.env;
    execFileSync(process.execPath, [BUILDER, folder], { env, stdio: 'inherit' });
  } finally {
    rmSync(lockOf(folder), { force: true });
  }
}

/** Waits for another worker's build; builds here if that worker failed or was killed. */
function waitForBuild(folder: string): void {
  const paused = new Int32Array(new SharedArrayBuffer(4));
  while (!existsSync(folder) && isBuilding(folder)) Atomics.wait(paused, 0, 0, PAUSE_MS);
  if (!existsSync(folder)) build(folder);
}

/**
 * True while another worker builds. False also for a lock that has no process id yet: at worst two
 * workers build, and one of them finishes late.
 */
function isBuilding(folder: string): boolean {
  try {
    const pid = Number(readFileSync(lockOf(folder), 'utf8'));
    return pid > 0 && canSignal(pid);
  } catch {
    // The build has ended.
    return false;
  }
}

function stampOfSources(): string {
  const files = globSync(READ_BY_THE_BUILD, { cwd: ROOT }).sort();
  const stamps = files.map((file) => {
    const { size, mtimeMs } = statSync(join(ROOT, file));
    return `${file} ${size} ${mtimeMs}`;
  });
  return createHash('sha256').update(stamps.join('\n')).digest('hex').slice(0, 16);
}

function removeOld(): void {
  for (const name of readdirSync(ROOT).filter((folderName) => folderName.startsWith(KEPT))) {
    const folder = join(ROOT, name);
    const { mtimeMs } = statSync(folder, { throwIfNoEntry: false }) ?? { mtimeMs: Infinity };
    if (Date.now() - mtimeMs > KEPT_MS) rmSync(folder, { recursive: true, force: true });
  }
}
