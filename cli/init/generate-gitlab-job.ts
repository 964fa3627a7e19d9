import { posix } from 'node:path';
import { shellQuote } from '../../harness/model/shell-quote.ts';
import {
  type CiInstallStep,
  type CiRepository,
  formatInstallCommand,
  formatYarnSetup,
  isModernYarn,
  quoteYaml,
} from './list-ci-package-installs.ts';

/** The job of GitLab CI, after its first line. */
export function generateGitlabJob({ folder, installs }: CiRepository): string {
  const reports = posix.join(folder, 'performance');
  const commands = [
    ...new Set(installs.flatMap(managerCommand)),
    ...installs.filter((install) => install.folder !== folder).map(installElsewhere),
    ...(folder === '.' ? [] : [`cd ${shellQuote(folder)}`]),
    ...installs.filter((install) => install.folder === folder).map(formatInstallCommand),
  ];
  const linker = installs.some(isModernYarn) ? '    YARN_NODE_LINKER: node-modules\n' : '';
  return `# Checks every merge request against its performance budgets and its base.
performance:
  image: node:24
  rules:
    - if: $CI_PIPELINE_SOURCE == "merge_request_event"
  variables:
    # The base is measured too, so its commit must be fetched.
    GIT_DEPTH: 0
${linker}  script:
${commands.map((command) => `    - ${commandText(command)}\n`).join('')}    - >-
      npx --no-install perf-harness gate
      --reporter terminal
      --reporter html=performance/report.html
      --reporter json=performance/gate.json
      --reporter junit=performance/junit.xml
  artifacts:
    when: always
    paths:
      - ${quoteYaml(`${reports}/`)}
    reports:
      junit: ${quoteYaml(`${reports}/junit.xml`)}
`;
}

/** Returns the commands that install package managers missing from the image. */
function managerCommand(install: CiInstallStep): readonly string[] {
  const { manager, isVersionNamed, major } = install;
  if (manager === 'bun') return ['npm install --global bun'];
  if (manager === 'pnpm' && !isVersionNamed) return [`npm install --global pnpm@${major}`];
  if (isModernYarn(install)) return [formatYarnSetup(install)];
  return manager === 'pnpm' ? ['corepack enable'] : [];
}

function installElsewhere(install: CiInstallStep): string {
  const command = formatInstallCommand(install);
  return install.folder === '.' ? command : `(cd ${shellQuote(install.folder)} && ${command})`;
}

/** Quotes a command for YAML if it contains characters that are special within plain text. */
function commandText(command: string): string {
  return /: | #|:$/u.test(command) ? JSON.stringify(command) : command;
}
