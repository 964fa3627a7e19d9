import { join } from 'node:path';
import type { Files } from '../../host/files.ts';
import { entriesOf } from '../../host/trees.ts';

/** How an addon of Node-API makes itself known; see https://nodejs.org/api/n-api.html */
const MARKS = ['napi_register_module_v', 'napi_module_register'];
/** So much of one part is looked at together with the next: a mark may lie on the border. */
const OVERLAP = Math.max(...MARKS.map(({ length }) => length));

/**
 * Whether there is an addon below a folder that only one Node.js loads: one built against V8. Those
 * of Node-API fit every Node.js. Links are not followed.
 */
export async function holdsBoundAddon(
  files: Pick<Files, 'readByteParts'>,
  folder: string,
): Promise<boolean> {
  for (const { name, kind } of entriesOf(folder)) {
    const path = join(folder, name);
    if (kind === 'folder' && (await holdsBoundAddon(files, path))) return true;
    if (kind === 'file' && name.endsWith('.node') && !(await isNodeApi(files, path))) return true;
  }
  return false;
}

async function isNodeApi(files: Pick<Files, 'readByteParts'>, path: string): Promise<boolean> {
  let rest = Buffer.alloc(0);
  for await (const part of files.readByteParts(path)) {
    const bytes = Buffer.concat([rest, part]);
    if (MARKS.some((mark) => bytes.includes(mark))) return true;
    rest = bytes.subarray(-OVERLAP);
  }
  return false;
}
