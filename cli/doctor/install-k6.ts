import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findK6 } from '../../harness/executors/k6/find-k6.ts';
import { managedToolFolder } from '../../harness/host/find-tools-installed-by-doctor-command.ts';
import { download } from '../../harness/host/network/download.ts';
import { programOnPath } from '../../harness/host/program-on-path.ts';
import type { Host } from '../../harness/host.ts';
import { EXIT } from '../../harness/model/exit-code.ts';
import { UserError } from '../../harness/model/user-error.ts';
import { K6 } from './installable-tools.ts';

const RELEASES = 'https://github.com/grafana/k6/releases/download';
/** Two cores take less than two minutes. */
const BUILD_LIMIT_MS = 30 * 60_000;
const UNPACK_LIMIT_MS = 60_000;

interface InstallK6Options {
  readonly version: string;
  /** `any`: the official release, or the source if the release is unavailable. */
  readonly from: 'any' | 'release' | 'source';
  readonly signal: AbortSignal;
  readonly onStep: (text: string) => void;
}

/**
 * Installs k6 atomically in the cache of perf-harness, and returns the path of the program.
 * @throws UserError if it cannot be installed.
 */
export async function installK6(host: Host, options: InstallK6Options): Promise<string> {
  const { version, from } = options;
  const folder = managedToolFolder(host, 'k6', version);
  const program = host.platform.programs.fileName('k6');
  const target = join(folder, program);
  if ((await findK6(host, target)).type === 'found') return target;
  // Next to the target, so that the last step is a rename.
  const work = `${folder}.${process.pid}.tmp`;
  host.files.remove(work);
  host.files.makeFolder(work);
  const problems: string[] = [];
  try {
    for (const [name, obtain] of WAYS) {
      if (from !== 'any' && from !== name) continue;
      const problem = await obtain(host, work, options);
      if (problem === null) return await settle(host, join(work, program), target);
      options.onStep(problem);
      problems.push(problem);
      options.signal.throwIfAborted();
    }
  } finally {
    host.files.remove(work);
  }
  throw new UserError({
    code: 'k6-not-installed',
    message: `k6 ${version} could not be installed: ${problems.join('; ')}.`,
    remedy:
      'Install k6 by hand (https://grafana.com/docs/k6/latest/set-up/install-k6/), or install Go and try again.',
    exitCode: EXIT.tool,
  });
}

/** Installs k6 in a folder as `k6`, and returns the problem, or null on success. */
type Way = (host: Host, work: string, options: InstallK6Options) => Promise<string | null>;

const WAYS: readonly (readonly ['release' | 'source', Way])[] = [
  ['release', fetchRelease],
  ['source', buildFromSource],
];

const PROCESSORS: Readonly<Record<string, string>> = { x64: 'amd64', arm64: 'arm64' };

/** Downloads this system's official release; verifies it against the published checksums. */
async function fetchRelease(
  host: Host,
  work: string,
  { version, signal, onStep }: InstallK6Options,
): Promise<string | null> {
  const { name: system, title } = host.platform;
  const processor = PROCESSORS[process.arch];
  if (system === 'other' || processor === undefined) {
    return `there is no release for ${title} on ${process.arch}`;
  }
  const name = `k6-v${version}-${system}-${processor}`;
  const archive = `${name}.${system === 'linux' ? 'tar.gz' : 'zip'}`;
  const base = `${host.env.PERF_HARNESS_K6_RELEASES ?? RELEASES}/v${version}`;
  onStep(`fetching ${base}/${archive}`);
  const sums = await download(`${base}/k6-v${version}-checksums.txt`, signal);
  if (sums.type === 'failed') return sums.problem;
  const file = await download(`${base}/${archive}`, signal);
  if (file.type === 'failed') return file.problem;
  const lines = new TextDecoder().decode(sums.bytes).split('\n');
  const expected = lines
    .find((line) => line.trim().endsWith(archive))
    ?.trim()
    .split(/\s+/)[0];
  if (expected !== file.sha256) {
    return `${archive} does not match its release checksum (${expected ?? 'none is listed'})`;
  }
  const path = join(work, archive);
  host.files.writeBytes(path, file.bytes);
  // bsdtar, which macOS and Windows have as tar, unpacks zip too.
  const { exit, stderr } = await host.processes.exec({
    file: 'tar',
    args: ['-xf', path, '-C', work, '--strip-components=1'],
    timeoutMs: UNPACK_LIMIT_MS,
    signal,
  });
  return exit.type === 'code' && exit.code === 0
    ? null
    : `tar could not unpack the archive: ${stderr.trim()}`;
}

/** From the pinned source, through Go's own module proxy and checksum database. */
async function buildFromSource(
  host: Host,
  work: string,
  { version, signal, onStep }: InstallK6Options,
): Promise<string | null> {
  const module = `go.k6.io/k6${version.startsWith('1.') ? '' : `/v${version.split('.')[0]}`}`;
  onStep(`building k6 ${version} from source, which takes a few minutes`);
  const isPinned = version === K6.version;
  const pinned = pinnedModule();
  host.files.writeAtomic(
    join(work, 'go.mod'),
    (isPinned ? host.files.read(join(pinned, 'go.mod')) : null) ??
      `module perf-harness/tools/k6\n\ngo 1.25\n\nrequire ${module} v${version}\n`,
  );
  const sums = isPinned ? host.files.read(join(pinned, 'go.sum')) : null;
  if (sums !== null) host.files.writeAtomic(join(work, 'go.sum'), sums);
  const { exit, stderr, timedOut } = await host.processes.exec({
    file: goProgram(host),
    args: [
      'build',
      sums === null ? '-mod=mod' : '-mod=readonly',
      '-trimpath',
      '-o',
      join(work, host.platform.programs.fileName('k6')),
      module,
    ],
    cwd: work,
    timeoutMs: BUILD_LIMIT_MS,
    signal,
  });
  if (exit.type === 'not-started') return 'Go is not installed, so k6 cannot be built either';
  if (timedOut) return `go build did not finish within ${BUILD_LIMIT_MS / 60_000} min`;
  if (exit.type === 'code' && exit.code === 0) return null;
  return `go build failed: ${stderr.trim().split('\n').slice(-3).join(' ')}`;
}

/** Install locations of Go's own instructions, which are not in the PATH of every shell. */
const GO_PLACES = ['/usr/local/go/bin/go', '/usr/lib/go/bin/go'];

function goProgram(host: Host): string {
  return programOnPath(host, 'go') ?? GO_PLACES.find(host.files.isExecutable) ?? 'go';
}

/** Returns the folder of go.mod and go.sum: in the repository, or beside the compiled code. */
function pinnedModule(): string {
  const here = dirname(fileURLToPath(import.meta.url));
  const root = join(here, '../..');
  return join(basename(root) === 'dist' ? dirname(root) : root, 'tools/k6');
}

async function settle(host: Host, made: string, target: string): Promise<string> {
  const found = await findK6(host, made);
  if (found.type === 'not-found') {
    throw new UserError({
      code: 'k6-not-installed',
      message: `The installed k6 does not run on this machine: ${found.finding.message}`,
      exitCode: EXIT.tool,
    });
  }
  host.files.move(made, target);
  return target;
}
