import { parsePatchLines } from '../strike/apply/parse-unified-diff.ts';
import { readPatchedPaths } from '../strike/apply/patch-paths.ts';
import { isLockfile, isTestFile } from '../strike/check-files-allowed-to-change.ts';

/** Part of a patch that a proof does not apply. */
export interface OmittedFile {
  /** From the root of the project, with slashes. */
  readonly path: string;
  readonly reason: 'test or benchmark' | 'scenario' | 'lockfile' | 'documentation';
}

/** A patch, split into what is proven and what is left as it was. */
export interface SplitPatch {
  /** Text before the first file: the message of a commit that git formatted; often empty. */
  readonly message: string;
  /** Unified diff of the files that are proven; empty if there are none. */
  readonly proven: string;
  /** Unified diff of new scenario and configuration files, which measure both sides. */
  readonly scenarios: string;
  readonly omitted: readonly OmittedFile[];
}

/**
 * Splits a patch by file. Tests, benchmarks and changed scenarios stay as committed, since they judge
 * the change; lockfiles stay, so that both sides run the same packages.
 */
export function splitPatch(patch: string): SplitPatch {
  const [message = '', ...files] = splitFiles(patch);
  const proven: string[] = [];
  const scenarios: string[] = [];
  const omitted = new Map<string, OmittedFile>();
  for (const file of files) {
    const paths = readPatchedPaths(file).map(({ path }) => path);
    const reasons = paths.map((path) => omissionReason(path));
    const isProven = reasons.length === 0 || reasons.includes(null);
    if (isProven) proven.push(file);
    if (isProven) continue;
    if (reasons.every((reason) => reason === 'scenario') && ADDED.test(file)) {
      scenarios.push(file);
      continue;
    }
    for (const [index, path] of paths.entries()) {
      const reason = reasons[index] ?? null;
      if (reason !== null) omitted.set(path, { path, reason });
    }
  }
  return {
    message,
    proven: proven.join(''),
    scenarios: scenarios.join(''),
    omitted: [...omitted.values()],
  };
}

const ADDED = /^(?:new file mode |--- \/dev\/null)/mu;

/** Splits a diff before the headers of each file; the first part is the text before all of them. */
function splitFiles(patch: string): readonly string[] {
  const parts: string[][] = [[]];
  // A section of git begins with its own line, and has the two names after it.
  let isNamed = true;
  for (const { line, isBody } of parsePatchLines(patch)) {
    const isGit = !isBody && line.startsWith('diff --git ');
    const isPlain = !isBody && line.startsWith('--- ') && isNamed;
    if (isGit || isPlain) parts.push([]);
    if (isGit) isNamed = false;
    else if (!isBody && line.startsWith('+++ ')) isNamed = true;
    parts.at(-1)?.push(line);
  }
  return parts.map((lines, index) =>
    index === parts.length - 1 ? lines.join('\n') : lines.map((line) => `${line}\n`).join(''),
  );
}

const SCENARIOS = /(^|\/)scenarios\/|\.scenario\.[cm]?[jt]s$|(^|\/)perf-harness\.config\./u;
const BENCHMARKS = /(^|\/)(bench|benches|benchmark|benchmarks|perf)\//u;
const DOCUMENTATION = /\.(md|mdx|rst|txt|adoc)$|(^|\/)(docs?|\.changeset|changelog)\//u;

function omissionReason(path: string): OmittedFile['reason'] | null {
  const plain = path.toLowerCase();
  if (SCENARIOS.test(plain)) return 'scenario';
  if (isTestFile(plain) || BENCHMARKS.test(plain)) return 'test or benchmark';
  if (isLockfile(plain)) return 'lockfile';
  return DOCUMENTATION.test(plain) ? 'documentation' : null;
}
