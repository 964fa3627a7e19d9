import { join } from 'node:path';
import type { Host } from '../../harness/host.ts';
import type { CodeFunction } from '../../harness/model/program/code-analysis-results.ts';
import { UserError } from '../../harness/model/user-error.ts';
import { loadSourceAnalysis } from '../../registry/load-source-analysis-library.ts';

/**
 * Returns the one function that a target names, such as `src/total.ts::total` or its name alone.
 * @throws UserError if there is no such function, or if several match.
 */
export async function findTargetFunction(
  host: Host,
  root: string,
  target: string,
  signal: AbortSignal,
): Promise<CodeFunction> {
  const { readCode, resolveEntry } = await loadSourceAnalysis();
  const facts = await readCode(host, root, { signal });
  const found = resolveEntry(facts, target).flatMap((index) => facts.functions[index] ?? []);
  const exported = found.filter(({ isExported }) => isExported);
  const [match, other] = exported.length > 0 ? exported : found;
  if (match !== undefined && other === undefined) return match;
  throw new UserError({
    code: 'several-functions',
    message: `${target} matches ${found.length} functions: ${found
      .slice(0, 5)
      .map(({ file, name }) => `${file}::${name}`)
      .join(', ')}.`,
    remedy: 'Specify one of these functions.',
  });
}

/** True if the function takes no arguments. */
export async function hasNoParameters(
  host: Host,
  root: string,
  { file, ...wanted }: CodeFunction,
): Promise<boolean> {
  const text = host.files.read(join(root, file)) ?? '';
  const { findBodies, loadParser } = await loadSourceAnalysis();
  const [found] = findBodies(await loadParser(host), file, text, [wanted]);
  return found?.type === 'found' && found.place.takesNothing;
}
