/**
 * Installs missing programs that tests start and npm does not provide: k6, actionlint and pprof by
 * Go, 0x, clinic and test runners by npm, Python packages by pip, promtool from Debian's package, all others by
 * apt-get, which requires Debian or Ubuntu and root. Elsewhere it reports what is missing and
 * continues, and tests that need it fail. Runs before `npm test`; takes under a second when all are
 * installed.
 */
import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';
import { installPromtool } from './install-promtool.ts';
import { installTestNodePackages } from './install-test-node-packages.ts';
import { installTestPython } from './install-test-python-environment.ts';

interface TestTool {
  /** Globs of the places where the program is once installed. */
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

/** Waits for the lock: another apt-get may be running, e.g. on a machine just started. */
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
if (!installTestNodePackages()) {
  console.error('Tests that need jest, mocha, ava or postgres.js will fail: npm ci did not work.');
}
if (!installTestPython()) {
  console.error(
    'Tests that need Python servers will fail: python3 -m venv (python3-venv) and pip did not work.',
  );
}

/** True if Python can create virtual environments, which Debian packages separately. */
function makesEnvironments(): boolean {
  return spawnSync('python3', ['-c', 'import ensurepip, venv'], { stdio: 'ignore' }).status === 0;
}

/** Builds k6 from its pinned source with our own command, which finds an earlier build at once. */
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

/** Builds a Go tool in advance: a test would exceed its limit; earlier builds are found at once. */
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
  // Package lists are missing in fresh containers, and may be outdated elsewhere.
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
