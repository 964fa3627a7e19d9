import { BadProfile } from '../bad-profile.ts';
import { isBlank, JSON_BYTE, WANTS_MORE } from '../json/json-part.ts';
import { readItems } from '../json/read-items.ts';
import { scanMembers } from '../json/scan-members.ts';

/**
 * Hands on the events of a trace one by one, since traces have gigabytes of which little is needed:
 * those of a file that is a list, or of one that has them as its `traceEvents`.
 * @throws BadProfile
 */
export async function readTraceEvents(
  parts: AsyncIterable<Uint8Array>,
  take: (event: unknown) => void,
): Promise<void> {
  const list = readItems(take);
  const object = scanMembers({ traceEvents: readItems(take) });
  let isList: boolean | null = null;
  let hasEnd = false;
  for await (const part of parts) {
    const bytes = Buffer.from(part.buffer, part.byteOffset, part.byteLength);
    isList ??= beginsList(bytes);
    if (isList === false) object.push(bytes);
    else if (!hasEnd) hasEnd = list.read(bytes, 0) !== WANTS_MORE;
  }
  if (isList === true) {
    if (!hasEnd) throw new BadProfile('the file is cut short');
    return;
  }
  if (!object.end().has('traceEvents')) throw new BadProfile('it has no `traceEvents`');
}

/** null: there was nothing but blanks so far. */
function beginsList(bytes: Buffer): boolean | null {
  const first = bytes.find((byte) => !isBlank(byte));
  return first === undefined ? null : first === JSON_BYTE.openList;
}
