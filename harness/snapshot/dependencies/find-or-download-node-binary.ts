import { join, resolve } from 'node:path';
import { moveFolderIfFree } from '../../host/folder-tree-operations.ts';
import { createProcessOwnedName } from '../../host/temporary-folder-name-with-owner-process.ts';
import type { Host } from '../../host.ts';
import { EXIT } from '../../model/exit-code.ts';
import { UserError } from '../../model/user-error.ts';
import { nodesFolder } from '../worktree-folders.ts';
import { INSTALLER_LOG_LEVEL } from './run-installer.ts';

/** Downloading a Node.js is some 50 MB. */
const INSTALL_TIMEOUT_MS = 300_000;
const ASK_TIMEOUT_MS = 10_000;

/** A Node.js that units can run on. */
export interface NodeBinary {
  /** Absolute path of the executable. */
  readonly path: string;
  /** Such as `v24.9.0`. */
  readonly version: string;
  readonly v8: string;
}

/** Finds Node.js of a version, cached as an npm package, or at a path. @throws UserError */
export async function findNodeBinary(
  host: Host,
  wanted: string,
  cacheFolder: string,
  signal: AbortSignal,
): Promise<NodeBinary> {
  if (/^v?\d+(\.\d+){0,2}$/u.test(wanted)) {
    return takeVersion(host, wanted.replace(/^v/u, ''), cacheFolder, signal);
  }
  const path = resolve(host.cwd, wanted);
  if (host.files.isFile(path)) return readNodeVersion(host, path);
  throw new UserError({
    code: 'node-not-found',
    message: `"${wanted}" is neither a Node.js version, such as 24 or 24.9.0, nor the path of a Node.js executable.`,
    remedy: 'Use --node 24..26, or pass the paths of the executables.',
  });
}

/** Returns the cached version; replaces one that does not run, after a kill or on a full disk. */
async function takeVersion(
  host: Host,
  version: string,
  cacheFolder: string,
  signal: AbortSignal,
): Promise<NodeBinary> {
  const nodes = nodesFolder(cacheFolder);
  const { name, file } = packageOfNode(host);
  const folder = join(nodes, version);
  const path = join(folder, file);
  const kept = await answerOf(host, path);
  if (kept !== null) return kept;
  // A path next to its place, under a name that identifies its owner.
  const beside = (word: string): string =>
    join(nodes, `.${word.replaceAll('.', '-')}.${createProcessOwnedName(host)}`);
  const [made, broken] = [beside(version), beside('broken')];
  try {
    const said = await install(host, `${name}@${version}`, made, signal);
    const own = await answerOf(host, join(made, file));
    if (own === null) throw notInstalled(name, version, said);
    if (moveFolderIfFree(made, folder)) return { ...own, path };
    // Another command installed it first, or it is the one that does not run.
    const theirs = await answerOf(host, path);
    if (theirs !== null) return theirs;
    moveFolderIfFree(folder, broken);
    moveFolderIfFree(made, folder);
    return { ...own, path };
  } finally {
    for (const leftover of [made, broken]) host.files.remove(leftover);
  }
}

/** Returns the npm package of Node.js for this machine, and its executable's path in it. */
function packageOfNode(host: Host): { readonly name: string; readonly file: string } {
  const { platform, arch } = host.system.machine();
  const isWindows = platform === 'win32';
  const name = `node-${isWindows ? 'win' : platform}-${arch}`;
  return { name, file: join('node_modules', name, 'bin', isWindows ? 'node.exe' : 'node') };
}

/** @returns Output of npm. */
async function install(
  host: Host,
  wanted: string,
  folder: string,
  signal: AbortSignal,
): Promise<string> {
  host.files.makeFolder(folder);
  // Without its own manifest, npm would install into the nearest folder above with one.
  host.files.writeAtomic(join(folder, 'package.json'), '{"private":true}\n');
  const result = await host.processes.exec({
    file: 'npm',
    args: ['install', '--no-audit', '--no-fund', '--ignore-scripts', wanted],
    cwd: folder,
    env: INSTALLER_LOG_LEVEL,
    timeoutMs: INSTALL_TIMEOUT_MS,
    signal,
  });
  signal.throwIfAborted();
  return `${result.stderr}${result.stdout}`.trim().split('\n').slice(-5).join(' ');
}

function notInstalled(name: string, version: string, said: string): UserError {
  return new UserError({
    code: 'node-not-installed',
    message: `Node.js ${version} could not be installed from the npm package ${name}: ${said}`,
    remedy: 'Specify an existing version, or the path of an executable.',
    exitCode: EXIT.tool,
  });
}

/** Returns the version that an executable reports. @throws UserError where it is no Node.js. */
export async function readNodeVersion(host: Host, path: string): Promise<NodeBinary> {
  const answer = await answerOf(host, path);
  if (answer !== null) return answer;
  throw new UserError({
    code: 'node-not-found',
    message: `${path} is not a working Node.js executable.`,
    exitCode: EXIT.tool,
  });
}

async function answerOf(host: Host, path: string): Promise<NodeBinary | null> {
  if (!host.files.isFile(path)) return null;
  const { stdout } = await host.processes.exec({
    file: path,
    args: ['-p', 'JSON.stringify([process.version, process.versions.v8])'],
    timeoutMs: ASK_TIMEOUT_MS,
  });
  try {
    const [version, v8] = JSON.parse(stdout) as [string, string];
    return { path, version, v8 };
  } catch {
    return null;
  }
}
