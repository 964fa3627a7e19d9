import type { CiService } from './ci-services.ts';

/** What of the repository shapes the file. */
export interface CiPlace {
  /** The project's folder from the top of the repository, with slashes; `.` for the top itself. */
  readonly folder: string;
  /** There is a `.gitlab-ci.yml` that someone else wrote. */
  readonly hasGitlabFile: boolean;
}

/** A file of the repository. */
export interface CiFile {
  /** From the top of the repository. */
  readonly path: string;
  readonly text: string;
}

/** The job that holds every pull or merge request to its base. */
export function ciFile(service: CiService, place: CiPlace): CiFile {
  if (service === 'github') {
    return { path: '.github/workflows/performance.yml', text: githubText(place) };
  }
  const path = place.hasGitlabFile ? '.gitlab/performance.yml' : '.gitlab-ci.yml';
  return { path, text: gitlabText(place) };
}

/** Written into the first line, so that a file of ours is known again. */
export function ciHeader(service: CiService): string {
  return `# Written by "perf-harness init --ci ${service}"; yours to change.`;
}

function githubText({ folder }: CiPlace): string {
  const isRoot = folder === '.';
  return `${ciHeader('github')}
# Holds every pull request to its performance budgets and against its base.
name: performance
on: pull_request

permissions:
  contents: read
  # For the comment. Pull requests from forks do not get it: there the job summary tells.
  pull-requests: write

concurrency:
  group: performance-\${{ github.ref }}
  cancel-in-progress: true

jobs:
  gate:
    runs-on: ubuntu-latest
    timeout-minutes: 60
${isRoot ? '' : `    defaults:\n      run:\n        working-directory: ${quoted(folder)}\n`}    steps:
      - uses: actions/checkout@v4
        with:
          # The base is measured too: its commit must be here.
          fetch-depth: 0
          persist-credentials: false
      - uses: actions/setup-node@v4
        with:
          node-version: 24
          cache: npm
${isRoot ? '' : `          cache-dependency-path: ${quoted(`${folder}/package-lock.json`)}\n`}      - run: npm ci
      - name: Performance gate
        # Reports lie outside of the checkout, which is what is measured.
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
        run: >-
          node node_modules/perf-harness/dist/cli/ci/post-comment.js
          "$RUNNER_TEMP/performance/comment.md"
      - uses: actions/upload-artifact@v4
        if: \${{ !cancelled() }}
        with:
          name: performance
          path: \${{ runner.temp }}/performance
`;
}

function gitlabText({ folder }: CiPlace): string {
  const isRoot = folder === '.';
  const reports = isRoot ? 'performance' : `${folder}/performance`;
  return `${ciHeader('gitlab')}
# Holds every merge request to its performance budgets and against its base.
performance:
  image: node:24
  rules:
    - if: $CI_PIPELINE_SOURCE == "merge_request_event"
  variables:
    # The base is measured too: its commit must be here.
    GIT_DEPTH: 0
  script:
${isRoot ? '' : `    - cd ${quoted(folder)}\n`}    - npm ci
    - >-
      npx --no-install perf-harness gate
      --reporter terminal
      --reporter html=performance/report.html
      --reporter json=performance/gate.json
      --reporter junit=performance/junit.xml
  artifacts:
    when: always
    paths:
      - ${quoted(`${reports}/`)}
    reports:
      junit: ${quoted(`${reports}/junit.xml`)}
`;
}

/** Text as YAML takes it; JSON's strings are some of YAML's. */
function quoted(text: string): string {
  return /^[\w./-]+$/u.test(text) ? text : JSON.stringify(text);
}
