import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { OutputChunk } from 'rolldown';

/** Licences of the packages whose code is in these files, which theirs ask to hand on. */
export function licencesOf(chunks: readonly OutputChunk[], root: string): string {
  const packages = new Set(chunks.flatMap((chunk) => chunk.moduleIds.flatMap(packageOf)));
  const parts = [...packages].sort().map((name) => {
    const folder = join(root, 'node_modules', name);
    const { version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
      readonly version: string;
      readonly license: string;
    };
    const file = readdirSync(folder).find((one) => /^licen[cs]e/i.test(one));
    if (file === undefined) throw new Error(`${name} has no text of its licence`);
    const text = readFileSync(join(folder, file), 'utf8').trim();
    return `${name} ${version} (${license})\n\n${text}\n`;
  });
  return `perf-harness contains code of these packages.\n\n${parts.join('\n---\n\n')}`;
}

/** `@scope/name` of a file in `node_modules`; nothing for others. */
function packageOf(id: string): readonly string[] {
  const name = /\/node_modules\/((?:@[^/]+\/)?[^/]+)\/(?!.*\/node_modules\/)/.exec(id)?.[1];
  return name === undefined ? [] : [name];
}
