import { cpSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeFiles } from './run-cli.ts';
import { runInShell } from './run-in-shell.ts';

/** A git repository of a test's own. */
export interface GitProject {
  readonly root: string;
  /** Runs git in the project and returns its output, trimmed. */
  readonly git: (...args: readonly string[]) => string;
  /** Writes files, commits everything, and returns the commit. */
  readonly commit: (message: string, files?: Readonly<Record<string, string>>) => string;
}

const NOBODY = {
  GIT_AUTHOR_NAME: 'test',
  GIT_AUTHOR_EMAIL: 'test@example.com',
  GIT_COMMITTER_NAME: 'test',
  GIT_COMMITTER_EMAIL: 'test@example.com',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_SYSTEM: '/dev/null',
  // Otherwise each commit starts a maintenance program.
  GIT_CONFIG_COUNT: '1',
  GIT_CONFIG_KEY_0: 'maintenance.auto',
  GIT_CONFIG_VALUE_0: 'false',
};

/** A repository in a folder that is there. */
export function openGitProject(root: string): GitProject {
  const git = (...args: readonly string[]): string => {
    const env = { ...process.env, ...NOBODY };
    const { code, stdout, stderr } = runInShell({ file: 'git', args, cwd: root, env });
    if (code !== 0) throw new Error(`Command failed: git ${args.join(' ')}\n${stderr}`);
    return stdout.trim();
  };
  return {
    root,
    git,
    commit: (message, files = {}) => {
      writeFiles(root, files);
      git('add', '--all');
      git('commit', '--quiet', '--allow-empty', '--message', message);
      return git('rev-parse', 'HEAD');
    },
  };
}

/** Creates an empty repository whose first branch has this name. */
export function createGitProject(branch = 'main'): GitProject {
  const project = openGitProject(mkdtempSync(join(tmpdir(), 'perf-harness-git-')));
  // Without git's sample hooks, which are not needed.
  project.git('init', '--quiet', '--template=', `--initial-branch=${branch}`);
  return project;
}

/** Repositories created in this process, by their content. */
const made = new Map<string, string>();

/** Returns a repository with one commit of these files, from a template created once. */
export function createCommittedProject(
  message: string,
  files: Readonly<Record<string, string>>,
): GitProject {
  const key = JSON.stringify([message, files]);
  let template = made.get(key);
  if (template === undefined) {
    const project = createGitProject();
    project.commit(message, files);
    template = project.root;
    made.set(key, template);
  }
  const root = mkdtempSync(join(tmpdir(), 'perf-harness-git-'));
  cpSync(template, root, { recursive: true });
  const project = openGitProject(root);
  // It knows the files of the template by their places on the disk.
  project.git('update-index', '-q', '--refresh');
  return project;
}

/** A clone as CI services make it, through the protocol that can cut the history short. */
export function cloneProject({ root }: GitProject, ...args: readonly string[]): GitProject {
  const folder = mkdtempSync(join(tmpdir(), 'perf-harness-git-'));
  const clone = openGitProject(folder);
  clone.git('clone', '--quiet', ...args, `file://${root}`, '.');
  return clone;
}
