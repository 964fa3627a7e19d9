import { dirname, join, relative } from 'node:path';
import type { Host } from '../../harness/host.ts';
import { UserError } from '../../harness/model/user-error.ts';
import type { ProjectEvidence, ProjectFile } from './performance-checklist-evidence-types.ts';

/** Files that configure CI services, from the top of a repository on. */
const CI_GLOBS = [
  '.github/workflows/*.{yml,yaml}',
  '.gitlab-ci.yml',
  '.gitlab/**/*.{yml,yaml}',
  '.circleci/config.yml',
  'azure-pipelines.yml',
  'bitbucket-pipelines.yml',
  '.buildkite/*.{yml,yaml}',
  '.drone.yml',
  '.travis.yml',
  'Jenkinsfile',
];
const SETTINGS = /\.(?:ya?ml|json|toml|tf|hcl|conf|ini)$|(?:^|\/)\.env[\w.]*$/u;
/** Files that a package manager writes, or that only name packages. */
const NO_SETTINGS =
  /(?:^|\/)(?:package(?:-lock)?\.json|pnpm-lock\.yaml|composer\.lock|tsconfig[\w.]*\.json)$/u;
/** Folders of examples, tests and documentation. */
const BESIDE_THE_PROGRAM =
  /(?:^|\/)(?:node_modules|tests?|__tests__|fixtures|examples?|docs?|bench(?:marks?)?|\.[^/]+)\//u;
/** Longest source in characters; larger files are data. */
const LARGEST_CHARACTERS = 500_000;

type Texts = Pick<ProjectEvidence, 'ci' | 'sources' | 'settings' | 'scripts'>;

/** Collects evidence from the files of a project. Unreadable files are skipped. */
export function readProjectFiles(
  host: Host,
  root: string,
  { all, sources }: { readonly all: readonly string[]; readonly sources: readonly string[] },
): Texts {
  const read = (file: string): readonly ProjectFile[] => {
    const text = readProjectFile(host, join(root, file));
    return text === null || text.length > LARGEST_CHARACTERS ? [] : [{ file, text }];
  };
  const top = topOf(host, root);
  const ci = CI_GLOBS.flatMap((pattern) => host.files.glob(pattern, top)).flatMap((path) => {
    const text = readProjectFile(host, path);
    return text === null ? [] : [{ file: relative(root, path).replaceAll('\\', '/'), text }];
  });
  return {
    ci,
    sources: sources.filter(isProgramFile).flatMap(read),
    settings: settingsAmong(host, root, top, all).flatMap(read),
    scripts: scriptsOf(readProjectFile(host, join(root, 'package.json'))),
  };
}

/** True for a file of the program itself: not of its tests, examples or documentation. */
export function isProgramFile(file: string): boolean {
  return !BESIDE_THE_PROGRAM.test(file);
}

/** Returns the settings files; without git only sources are listed, so found by extension. */
function settingsAmong(
  host: Host,
  root: string,
  top: string,
  listed: readonly string[],
): readonly string[] {
  const isRepository =
    host.files.isFolder(join(top, '.git')) || host.files.isFile(join(top, '.git'));
  const all = isRepository
    ? listed
    : host.files
        .glob('**/*.{yml,yaml,json,toml,tf,hcl,conf,ini}', root)
        .map((path) => relative(root, path).replaceAll('\\', '/'));
  return all.filter(
    (file) => SETTINGS.test(file) && !NO_SETTINGS.test(file) && isProgramFile(file),
  );
}

/** Returns the top folder of the repository; the folder itself outside of one. */
function topOf({ files }: Host, root: string): string {
  for (let at = root; ; at = dirname(at)) {
    // A folder, or in a linked worktree a file.
    if (files.isFolder(join(at, '.git')) || files.isFile(join(at, '.git'))) return at;
    if (dirname(at) === at) return root;
  }
}

function scriptsOf(manifest: string | null): Readonly<Record<string, string>> {
  try {
    const { scripts = {} } = JSON.parse(manifest ?? '{}') ?? {};
    const texts = Object.entries(scripts).filter(([, text]) => typeof text === 'string');
    // Safe cast, since entries other than strings were removed.
    return Object.fromEntries(texts) as Record<string, string>;
  } catch {
    return {};
  }
}

/** Returns null if the file does not exist, may not be read, or is a link to a folder. */
export function readProjectFile({ files }: Host, path: string): string | null {
  try {
    return files.read(path);
  } catch (error) {
    if (error instanceof UserError) return null;
    throw error;
  }
}
