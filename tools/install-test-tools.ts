/**
 * Installs the programs that tests start and npm does not bring, where they are missing: k6, actionlint and
 * pprof by Go, 0x and clinic by npm, servers of Python by pip, promtool out of Debian's package, all others by apt-get, which needs Debian or
 * Ubuntu and root. Elsewhere it says what is missing and goes on, and the tests that need it fail. Runs before
 * `npm test`; takes under a second when all are there.
 */
import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';
import { installPromtool } from './promtool.ts';
import { installTestPython } from './test-python.ts';

interface TestTool {
  /** Places where it lies once it is installed, as globs. */
  readonly places: readonly string[];
  /** The package of Debian and Ubuntu. */
  readonly debianPackage: string;
}

const TEST_TOOLS: readonly TestTool[] = [
  {
    places: ['/usr/lib/postgresql/*/bin/postgres', '/usr/local/bin/postgres'],
    debianPackage: 'postgresql',
  },
  { places: ['/usr/bin/psql', '/usr/local/bin/psql'], debianPackage: 'postgresql-client' },
  { places: ['/usr/sbin/mariadbd', '/usr/bin/mariadbd'], debianPackage: 'mariadb-server-core' },
  { places: ['/usr/bin/chromium', '/usr/bin/google-chrome'], debianPackage: 'chromium' },
  { places: ['/usr/bin/valgrind', '/usr/local/bin/valgrind'], debianPackage: 'valgrind' },
];

/** Another apt-get may be at work, as on a machine that has just started. */
const APT_OPTIONS = ['-y', '--no-install-recommends', '-o', 'DPkg::Lock::Timeout=300'];

const missing = TEST_TOOLS.filter(({ places }) => globSync([...places]).length === 0).map(
  ({ debianPackage }) => debianPackage,
);
if (!makesEnvironments()) missing.push('python3-venv');
if (missing.length > 0) install(missing);
installK6();
for (const name of ['0x', 'clinic']) installByNpm(name);
buildByGo('actionlint', 'tools/actionlint');
buildByGo('pprof', '.');
if (!installPromtool()) {
  console.error('Tests that need promtool will fail: apt-get could not download prometheus.');
}
if (!installTestPython()) {
  console.error(
    'Tests that need Python servers will fail: python3 -m venv (python3-venv) and pip did not work.',
  );
}

/** Debian splits from Python what makes virtual environments. */
function makesEnvironments(): boolean {
  return spawnSync('python3', ['-c', 'import ensurepip, venv'], { stdio: 'ignore' }).status === 0;
}

/** k6 comes from its pinned source, by our own command; that of an earlier time is found at once. */
function installK6(): void {
  const args = ['cli/bin.ts', 'doctor', '--install', 'k6', '--from', 'source'];
  const { status } = spawnSync(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] });
  if (status !== 0) console.error('Tests that need k6 will fail: it could not be built.');
}

/** Profilers that are compared with, by our own command, into the cache that a user has them in. */
function installByNpm(name: string): void {
  const args = ['cli/bin.ts', 'doctor', '--install', name];
  const { status } = spawnSync(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] });
  if (status !== 0) console.error(`Tests that need ${name} will fail: npm could not install it.`);
}

/** A test that builds it first would run into its time limit; what is built is found at once. */
function buildByGo(name: string, cwd: string): void {
  const { status } = spawnSync('go', ['tool', '-n', name], {
    cwd,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (status !== 0) console.error(`Tests that need ${name} will fail: Go could not build it.`);
}

function install(packages: readonly string[]): void {
  const command = `apt-get install ${packages.join(' ')}`;
  if (process.getuid?.() !== 0 || globSync('/usr/bin/apt-get').length === 0) {
    console.error(`Tests need ${packages.join(', ')}, which only root can install: ${command}`);
    return;
  }
  // The list of packages is missing in fresh containers; where it is there, it may be old.
  if (!aptGet(['install', ...APT_OPTIONS, ...packages])) {
    aptGet(['update']);
    if (!aptGet(['install', ...APT_OPTIONS, ...packages])) {
      console.error(`Tests that need ${packages.join(', ')} will fail: ${command} did not work.`);
    }
  }
}

function aptGet(args: readonly string[]): boolean {
  const { status } = spawnSync('apt-get', [...args], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });
  return status === 0;
}
