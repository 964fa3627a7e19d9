import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { OutputChunk } from 'rolldown';

/**
 * Licences of the packages whose code is in these files, which theirs ask to hand on.
 * @param more - Names of packages of which files come along as they are.
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

/** Licences whose text names neither the author nor the year. */
const GENERAL = /^Apache-2\.0$/;

interface Licence {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  /** null: the package has none. */
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

/** Some have their licence at the end of what they say of themselves; null: it is not there. */
function inReadme(folder: string): string | null {
  const file = readdirSync(folder).find((fileName) => /^readme\.md$/i.test(fileName));
  if (file === undefined) return null;
  const [, text = ''] = readFileSync(join(folder, file), 'utf8').split(/^#+ licen[cs]e$/imu);
  return text.includes('Permission is hereby granted') ? text.trim() : null;
}

/** `@scope/name` of a file in `node_modules`; nothing for others. */
function packageOf(id: string): readonly string[] {
  const name = /\/node_modules\/((?:@[^/]+\/)?[^/]+)\/(?!.*\/node_modules\/)/.exec(id)?.[1];
  return name === undefined ? [] : [name];
}
