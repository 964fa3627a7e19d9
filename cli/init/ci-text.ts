import type { CiPlace } from './ci-place.ts';
import type { CiService } from './ci-services.ts';
import { githubText } from './github-text.ts';
import { gitlabText } from './gitlab-text.ts';

/** A file of the repository. */
export interface CiFile {
  /** From the top of the repository. */
  readonly path: string;
  readonly text: string;
}

/** The job that holds every pull or merge request to its base. */
export function ciFile(service: CiService, place: CiPlace): CiFile {
  const header = `${ciHeader(service)}\n`;
  if (service === 'github') {
    return { path: '.github/workflows/performance.yml', text: header + githubText(place) };
  }
  const path = place.hasGitlabFile ? '.gitlab/performance.yml' : '.gitlab-ci.yml';
  return { path, text: header + gitlabText(place) };
}

/** Written into the first line, so that a file of ours is known again. */
export function ciHeader(service: CiService): string {
  return `# Written by "perf-harness init --ci ${service}"; yours to change.`;
}
