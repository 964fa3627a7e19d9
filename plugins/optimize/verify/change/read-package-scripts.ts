import { join } from 'node:path';
import { type Host, storage } from 'perf-harness/plugin';

/** Scripts of a `package.json` by name, as they are written there. */
export type PackageScripts = Readonly<Record<string, string>>;

/** Reads the scripts of a project; none where its `package.json` is missing or damaged. */
export function readPackageScripts(
  { read }: Pick<Host['files'], 'read'>,
  root: string,
): PackageScripts {
  const manifest = storage.tryParseJson(read(join(root, 'package.json')));
  return (manifest as { readonly scripts?: PackageScripts } | null | undefined)?.scripts ?? {};
}
