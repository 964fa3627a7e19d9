import { join, resolve } from 'node:path';
import type { Host } from '../host.ts';
import { EXIT } from '../model/exit-code.ts';
import { UserError } from '../model/user-error.ts';

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

/**
 * Finds the Node.js of a version such as `24` or `24.9.0`, or of a path. Versions come as npm
 * packages and are kept in the cache folder.
 * @throws UserError where there is none.
 */
export async function findNodeBinary(
  host: Host,
  wanted: string,
  cacheFolder: string,
  signal: AbortSignal,
): Promise<NodeBinary> {
  if (/^v?\d+(\.\d+){0,2}$/u.test(wanted)) {
    return askVersion(host, await install(host, wanted.replace(/^v/u, ''), cacheFolder, signal));
  }
  const path = resolve(host.cwd, wanted);
  if (host.files.isFile(path)) return askVersion(host, path);
  throw new UserError({
    code: 'node-not-found',
    message: `"${wanted}" is neither a version of Node.js, such as 24 or 24.9.0, nor the path of one.`,
    remedy: 'Write --node 24..26, or name the executables.',
  });
}

async function install(
  host: Host,
  version: string,
  cacheFolder: string,
  signal: AbortSignal,
): Promise<string> {
  const { platform, arch } = host.system.machine();
  const system = platform === 'win32' ? 'win' : platform;
  const name = `node-${system}-${arch}`;
  const folder = join(cacheFolder, 'node', version);
  const path = join(
    folder,
    'node_modules',
    name,
    'bin',
    platform === 'win32' ? 'node.exe' : 'node',
  );
  if (host.files.isFile(path)) return path;
  host.files.makeFolder(folder);
  // Without a manifest of its own, npm would install into the nearest one above.
  host.files.writeAtomic(join(folder, 'package.json'), '{"private":true}\n');
  const result = await host.processes.exec({
    file: 'npm',
    args: ['install', '--no-audit', '--no-fund', '--ignore-scripts', `${name}@${version}`],
    cwd: folder,
    timeoutMs: INSTALL_TIMEOUT_MS,
    signal,
  });
  if (host.files.isFile(path)) return path;
  host.files.remove(folder);
  const output = `${result.stderr}${result.stdout}`.trim().split('\n').slice(-5).join(' ');
  throw new UserError({
    code: 'node-not-installed',
    message: `Node.js ${version} could not be installed from the npm package ${name}: ${output}`,
    remedy: 'Name a version that exists, or the path of an executable.',
    exitCode: EXIT.tool,
  });
}

async function askVersion(host: Host, path: string): Promise<NodeBinary> {
  const { stdout } = await host.processes.exec({
    file: path,
    args: ['-p', 'JSON.stringify([process.version, process.versions.v8])'],
    timeoutMs: ASK_TIMEOUT_MS,
  });
  try {
    const [version, v8] = JSON.parse(stdout) as [string, string];
    return { path, version, v8 };
  } catch {
    throw new UserError({
      code: 'node-not-found',
      message: `${path} does not answer like Node.js.`,
      exitCode: EXIT.tool,
    });
  }
}
