import { type Dirent, readdirSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Absolute paths of what is in a folder and below and is no folder, sorted. Links to folders are not
 * followed: they may lead in circles. What cannot be read is left out.
 * @param isLeftOut - Of a name in a folder: neither looked at nor into.
 */
export function filesBelow(
  folder: string,
  isLeftOut: (name: string) => boolean,
): readonly string[] {
  const found: string[] = [];
  const waiting = [folder];
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    for (const entry of entriesOf(at)) {
      if (isLeftOut(entry.name)) continue;
      const path = join(at, entry.name);
      if (entry.isDirectory()) waiting.push(path);
      else found.push(path);
    }
  }
  return found.sort();
}

function entriesOf(folder: string): readonly Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}
