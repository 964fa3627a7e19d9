import {
  type CiInstallStep,
  type CiRepository,
  formatInstallCommand,
  formatYarnSetup,
  isModernYarn,
  quoteYaml,
} from './list-ci-package-installs.ts';

/** The workflow of GitHub Actions, after its first line. */
export function generateGithubWorkflow({ folder, installs }: CiRepository): string {
  return `# Checks every pull request against its performance budgets and its base.
name: performance
on: pull_request

permissions:
  contents: read
  # For the comment. Pull requests from forks do not get this permission: see the job summary there.
  pull-requests: write

concurrency:
  group: performance-\${{ github.ref }}
  cancel-in-progress: true

jobs:
  gate:
    runs-on: ubuntu-latest
    timeout-minutes: 60
${jobSettings(folder, installs)}    steps:
      - uses: actions/checkout@v4
        with:
          # The base is measured too, so its commit must be fetched.
          fetch-depth: 0
          persist-credentials: false
${setUp(installs)}${installs.map((install) => installStep(install, folder)).join('')}      - name: Performance gate
        # Reports go outside the checkout, because the checkout is measured.
        run: >-
          npx --no-install perf-harness gate
          --reporter terminal
          --reporter github
          --reporter "html=$RUNNER_TEMP/performance/report.html"
          --reporter "json=$RUNNER_TEMP/performance/gate.json"
          --reporter "comment=$RUNNER_TEMP/performance/comment.md"
      - name: Comment
        if: \${{ !cancelled() }}
        env:
          TOKEN: \${{ github.token }}
        # Node.js resolves the package from here; it may be in a parent folder.
        run: |
          package=$(node -p 'require.resolve("perf-harness/package.json")')
          node "$(dirname "$package")/dist/cli/ci/post-comment.js" "$RUNNER_TEMP/performance/comment.md"
      - uses: actions/upload-artifact@v4
        if: \${{ !cancelled() }}
        with:
          name: performance
          path: \${{ runner.temp }}/performance
`;
}

function jobSettings(folder: string, installs: readonly CiInstallStep[]): string {
  const linker = '    env:\n      YARN_NODE_LINKER: node-modules\n';
  const defaults = `    defaults:\n      run:\n        working-directory: ${quoteYaml(folder)}\n`;
  return `${installs.some(isModernYarn) ? linker : ''}${folder === '.' ? '' : defaults}`;
}

/** Formats the steps that set up Node.js, after package managers whose cache it restores. */
function setUp(installs: readonly CiInstallStep[]): string {
  const managers = installs.filter(
    (install, index) => installs.findIndex(({ manager }) => manager === install.manager) === index,
  );
  return `${managers.map(managerStep).join('')}      - uses: actions/setup-node@v4
        with:
          node-version: 24
${cache(installs)}`;
}

function managerStep(install: CiInstallStep): string {
  const { manager, isVersionNamed, major, folder } = install;
  if (manager === 'bun') return '      - uses: oven-sh/setup-bun@v2\n';
  if (isModernYarn(install)) return `      - run: ${formatYarnSetup(install)}\n`;
  if (manager !== 'pnpm') return '';
  const step = '      - uses: pnpm/action-setup@v4\n';
  if (!isVersionNamed) return `${step}        with:\n          version: ${major}\n`;
  if (folder === '.') return step;
  return `${step}        with:\n          package_json_file: ${quoteYaml(`${folder}/package.json`)}\n`;
}

/**
 * Returns the cache settings for one package manager, since the action supports only one. It finds
 * lockfiles at the top by itself.
 */
function cache(installs: readonly CiInstallStep[]): string {
  const nearest = installs.findLast(
    ({ manager, lockfile }) => manager !== 'bun' && lockfile !== null,
  );
  if (nearest === undefined) return '';
  const { manager } = nearest;
  const own = installs.filter(
    (install) => install.manager === manager && install.lockfile !== null,
  );
  const paths = own.map(({ folder, lockfile }) => (folder === '.' ? '' : `${folder}/`) + lockfile);
  const kept = `          cache: ${manager}\n`;
  if (own.every(({ folder }) => folder === '.')) return kept;
  const [only = ''] = paths;
  if (paths.length === 1) return `${kept}          cache-dependency-path: ${quoteYaml(only)}\n`;
  const lines = paths.map((path) => `            ${path}\n`).join('');
  return `${kept}          cache-dependency-path: |\n${lines}`;
}

function installStep(install: CiInstallStep, project: string): string {
  const step = `      - run: ${formatInstallCommand(install)}\n`;
  if (install.folder === project) return step;
  return `${step}        working-directory: ${quoteYaml(install.folder)}\n`;
}
