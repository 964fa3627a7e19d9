import { basename, dirname, join } from 'node:path';
import { EXIT, type Host, UserError } from 'perf-harness/plugin';

/**
 * Finds the context.md of a slug, or the only one there is (V813-02).
 * @throws UserError where there is none, or several without a slug.
 */
export function findContext(host: Host, root: string, slug: string | null): string {
  const folder = join(root, '.optimization');
  if (slug !== null) {
    const file = join(folder, slug, 'context.md');
    if (host.files.isFile(file)) return file;
    throw refuse(`No context.md for ${slug} in ${folder}.`, 'Run the earlier phases first.');
  }
  const found = host.files
    .list(folder)
    .map((name) => join(folder, name, 'context.md'))
    .filter((file) => host.files.isFile(file));
  const [only] = found;
  if (only === undefined) {
    throw refuse(`There is no context.md in ${folder}.`, 'Run the earlier phases first.');
  }
  if (found.length === 1) return only;
  const slugs = found.map((file) => basename(dirname(file))).join(', ');
  throw refuse(`Several plans exist: ${slugs}.`, 'Choose one of these plans by its slug.');
}

function refuse(message: string, remedy: string): UserError {
  return new UserError({ code: 'context-not-found', message, remedy, exitCode: EXIT.blocked });
}
