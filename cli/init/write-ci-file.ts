import { join, relative } from 'node:path';
import type { Host } from '../../harness/host.ts';
import { EXIT, type ExitCode } from '../../harness/model/exit-code.ts';
import { findRepositoryTop } from '../../harness/snapshot/git/git-repository.ts';
import type { CI_SERVICES } from '../commands/init/init-options.ts';
import { generateGithubWorkflow } from './generate-github-workflow.ts';
import { generateGitlabJob } from './generate-gitlab-job.ts';
import { type CiRepository, listCiPackageInstalls } from './list-ci-package-installs.ts';

type CiService = (typeof CI_SERVICES)[number];

/**
 * Generates the CI file whose job checks every pull or merge request against its base, by its path
 * from the top of the repository.
 */
export function generateCiFile(
  service: CiService,
  place: CiRepository,
): { readonly path: string; readonly text: string } {
  const header = `${ciHeader(service)}\n`;
  if (service === 'github') {
    return {
      path: '.github/workflows/performance.yml',
      text: header + generateGithubWorkflow(place),
    };
  }
  const path = place.hasGitlabFile ? '.gitlab/performance.yml' : '.gitlab-ci.yml';
  return { path, text: header + generateGitlabJob(place) };
}

/** Written into the first line, so that a file of ours is known again. */
function ciHeader(service: CiService): string {
  return `# Written by "perf-harness init --ci ${service}"; yours to change.`;
}

/** `init --ci`: the file of a CI service, at the top of the repository. */
export async function writeCiFile(
  { files, terminal, cwd }: Host,
  service: CiService,
  { asks, force }: { readonly asks: boolean; readonly force: boolean },
): Promise<ExitCode> {
  const top = findRepositoryTop(files, cwd) ?? cwd;
  const gitlab = files.read(join(top, '.gitlab-ci.yml'));
  const { path, text } = generateCiFile(service, {
    folder: relative(top, cwd).replaceAll('\\', '/') || '.',
    installs: listCiPackageInstalls(files, top, cwd),
    hasGitlabFile: gitlab !== null && !gitlab.startsWith(ciHeader('gitlab')),
  });
  const shown = relative(cwd, join(top, path));
  if (files.isFile(join(top, path)) && !force) {
    terminal.out(`kept existing ${shown} (--force overwrites it)\n`);
    return EXIT.ok;
  }
  if (asks && terminal.canAsk && !(await terminal.confirm(`Write ${shown}?`))) {
    return EXIT.ok;
  }
  files.writeAtomic(join(top, path), text);
  terminal.out(`wrote ${shown}\n`);
  if (path.startsWith('.gitlab/')) {
    terminal.out(`\nAdd to .gitlab-ci.yml:\n\ninclude:\n  - local: ${path}\n`);
  }
  terminal.out('\nNext: run perf-harness gate locally, then commit the file\n');
  return EXIT.ok;
}
