import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { OutputChunk } from 'rolldown';

/**
 * Collects the licences of the packages bundled in these chunks, which require their distribution.
 * @param more - Names of further packages whose files are included unchanged.
 */
export function collectLicences(
  chunks: readonly OutputChunk[],
  more: readonly string[],
  root: string,
): string {
  const names = chunks.flatMap((chunk) => chunk.moduleIds.flatMap(packageOf));
  const found = [...new Set([...names, ...more])].sort().map((name) => licenceOf(name, root));
  const parts = found.map(({ name, version, license, text }) => {
    // The text of some licences is the same for all, and some packages only name it.
    const own =
      text ??
      found.find(
        (licence) => licence.license === license && licence.text !== null && GENERAL.test(license),
      )?.text;
    if (own === undefined || own === null) throw new Error(`${name} has no text of its licence`);
    return `${name} ${version} (${license})\n\n${own}\n`;
  });
  return `perf-harness contains code of these packages.\n\n${parts.join('\n---\n\n')}`;
}

/** Licences whose text states neither author nor year. */
const GENERAL = /^Apache-2\.0$/;

interface Licence {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  /** Text of the licence; null: the package has none. */
  readonly text: string | null;
}

function licenceOf(name: string, root: string): Licence {
  const folder = join(root, 'node_modules', name);
  const manifest = readFileSync(join(folder, 'package.json'), 'utf8');
  const { version, license } = JSON.parse(manifest) as Pick<Licence, 'version' | 'license'>;
  const file = readdirSync(folder).find((fileName) => /^licen[cs]e/i.test(fileName));
  const text =
    file === undefined ? inReadme(folder) : readFileSync(join(folder, file), 'utf8').trim();
  return { name, version, license, text };
}

/** Finds a licence at the end of a readme; null: it has none. */
function inReadme(folder: string): string | null {
  const file = readdirSync(folder).find((fileName) => /^readme\.md$/i.test(fileName));
  if (file === undefined) return null;
  const [, text = ''] = readFileSync(join(folder, file), 'utf8').split(/^#+ licen[cs]e$/imu);
  return text.includes('Permission is hereby granted') ? text.trim() : null;
}

/** Returns the package `@scope/name` of a file in `node_modules`; empty for other files. */
function packageOf(id: string): readonly string[] {
  const name = /\/node_modules\/((?:@[^/]+\/)?[^/]+)\/(?!.*\/node_modules\/)/.exec(id)?.[1];
  return name === undefined ? [] : [name];
}
