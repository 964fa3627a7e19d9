import { createHash } from 'node:crypto';
import { appendFileSync, mkdtempSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createHost, type Host } from '../../harness/host.ts';
import type {
  Applicator,
  Hypothesis,
} from '../../plugins/optimize/document/optimization-hypothesis.ts';
import { createCommittedProject, type GitProject } from './git-project.ts';
import { withUnguardedGit } from './run-git-without-process-guardian.ts';

/** A repository for testing hypotheses, and a host with a cache of its own. */
export interface HypothesisProject extends GitProject {
  readonly host: Host;
  readonly cache: string;
}

/** Returns a host with a new cache folder. */
export function createHostWithCache(): { readonly host: Host; readonly cache: string } {
  const cache = mkdtempSync(join(tmpdir(), 'perf-harness-cache-'));
  const host = withUnguardedGit(createHost());
  return { cache, host: { ...host, env: { ...host.env, PERF_HARNESS_CACHE: cache } } };
}

/** A repository with these files and a first commit. */
export function createHypothesisProject(
  files: Readonly<Record<string, string>>,
): HypothesisProject {
  const project = createCommittedProject('first', files);
  const someone = '[user]\n\tname = someone\n\temail = someone@example.com\n';
  appendFileSync(join(project.root, '.git/config'), someone);
  return { ...project, ...createHostWithCache() };
}

/** Returns a hypothesis with this id and inconspicuous defaults. */
export function createHypothesis(
  id: string,
  apply: Applicator | null,
  more: Partial<Hypothesis> = {},
): Hypothesis {
  return {
    id,
    key: id,
    description: `does ${id}`,
    bottleneck_addressed: '1',
    bottleneck_class: 'CPU',
    expected_impact: { percent: 10, origin: 'estimated', note: '' },
    complexity: 'Low',
    risk: 'Low',
    fix_level: 4,
    files_to_modify: [],
    dependencies: [],
    conflicts_with: [],
    evidence: ['E1'],
    premises: [],
    evidence_class: 'proven',
    assumes: [],
    removes: false,
    pair: null,
    source: 'research',
    apply,
    ...more,
  };
}

/** Returns a patch that replaces one line of a file with these lines. */
export function createLinePatch(
  path: string,
  lines: readonly string[],
  index: number,
  becomes: string,
): string {
  const from = Math.max(0, index - 1);
  const part = lines.slice(from, index + 2);
  const body = part.flatMap((line, at) =>
    from + at === index ? [`-${line}`, `+${becomes}`] : [` ${line}`],
  );
  const range = `${from + 1},${part.length}`;
  return [
    `diff --git a/${path} b/${path}`,
    `--- a/${path}`,
    `+++ b/${path}`,
    `@@ -${range} +${range} @@`,
    ...body,
    '',
  ].join('\n');
}

/**
 * Returns digests of all files of the user's project, including index, stash, branches, hooks,
 * configuration and reflogs. Objects are left out, since new objects change nothing for the user,
 * and so is what belongs to the branches that the tool makes.
 */
export function digestProject(root: string): Readonly<Record<string, string>> {
  const found: Record<string, string> = {};
  const visit = (folder: string): void => {
    for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (/^\.git\/objects$|^\.git\/(logs\/)?refs\/heads\/optimize$/u.test(path)) continue;
      if (entry.isDirectory()) {
        found[`${path}/`] = '';
        visit(path);
      } else if (entry.isSymbolicLink()) found[path] = readlinkSync(join(root, path));
      else
        found[path] = createHash('sha256')
          .update(readFileSync(join(root, path)))
          .digest('hex');
    }
  };
  visit('');
  return found;
}
