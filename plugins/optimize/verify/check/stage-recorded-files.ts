import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Host } from 'perf-harness/plugin';
import { createVariant, VARIANT_NAMES } from '../generate/file-variants.ts';
import type { Session } from '../recorded-call-session.ts';

/** Maximum number of contents that variants are made of, since each takes most of a megabyte. */
const MOST_VARIED = 24;

/** Writes the files that sessions read, and variants of them; returns sessions that name these. */
export function stageRecordedFiles(
  host: Pick<Host, 'files'>,
  folder: string,
  sessions: readonly Session[],
): readonly Session[] {
  const known = new Map<string, string>();
  host.files.makeFolder(folder);
  const nameOf = (content: string): string => {
    const name = known.get(content) ?? stage(host, folder, content, known.size < MOST_VARIED);
    known.set(content, name);
    return name;
  };
  return sessions.map((session) => ({
    ...session,
    calls: session.calls.map((call) =>
      call.files === undefined
        ? call
        : {
            ...call,
            files: call.files.map((file) => ({ ...file, content: nameOf(file.content) })),
          },
    ),
  }));
}

function stage(
  { files }: Pick<Host, 'files'>,
  folder: string,
  base64: string,
  isVaried: boolean,
): string {
  const content = Buffer.from(base64, 'base64');
  const name = createHash('sha256').update(content).digest('hex').slice(0, 16);
  files.writeBytes(join(folder, name), content);
  for (const variant of VARIANT_NAMES) {
    const other = isVaried ? createVariant(content, variant) : content;
    files.writeBytes(join(folder, `${name}${variant}`), other);
  }
  return name;
}
